import { wireGap, wireRepair } from "../../../core/wire/wire-gaps.ts";
import type { Command } from "../../command.ts";
import { gapLines } from "../../gaps/gap-lines.ts";
import { readLedger } from "../../records/open-ledger.ts";

/** `wakehook gap list`. */
export const gapList: Command = {
  options: [["--limit <count>", "how many, 1 to 1000 (default: 20)"]],
  details:
    "A gap is a time in which something could not be received: the daemon was stopped or killed, the machine slept, a tunnel was down, or senders were turned away. Below it stands what hooks with `repair` asked their sender for since.",
  examples: ["wakehook gap list", "wakehook gap list --limit 100 --json"],
  async run({ paths, out, clock }, input) {
    const limit = input.whole("limit", { min: 1, max: 1000 }) ?? 20;
    const found = await readLedger(paths, (ledger) => ({
      gaps: ledger.gaps.gaps(limit),
      repairs: ledger.gaps.repairs({ limit: 1000 }),
    }));
    const { gaps = [], repairs = [] } = found ?? {};
    const wire = { gaps: gaps.map(wireGap), repairs: repairs.slice(0, limit).map(wireRepair) };
    out.result(wire, () => gapLines(gaps, repairs, clock.now()));
  },
};
