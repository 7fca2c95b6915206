import { WakehookError } from "../../../core/records/errors.ts";
import { REPAIR_ITEM_STATES } from "../../../core/records/gap.ts";
import { wireRepair, wireRepairItem } from "../../../core/wire/wire-gaps.ts";
import type { Command } from "../../command.ts";
import { repairWords } from "../../gaps/gap-lines.ts";
import { neededArg } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { columns } from "../../terminal/columns.ts";
import { printableLine } from "../../terminal/printable.ts";
import { dateAndTime } from "../../terminal/when.ts";

/** `wakehook gap show`. */
export const gapShow: Command = {
  args: [["<repair>", "its number, as gap list has it"]],
  options: [["--limit <count>", "how many deliveries, 1 to 1000 (default: 100)"]],
  details: "One look for what a hook has missed, with what became of each delivery, oldest first.",
  examples: ["wakehook gap show 7", "wakehook gap show 7 --json"],
  async run({ paths, out, clock }, input) {
    const typed = neededArg(input, 0, "the repair's number");
    const limit = input.whole("limit", { min: 1, max: 1000 }) ?? 100;
    const id = /^#?([1-9]\d{0,14})$/.exec(typed)?.[1];
    const found = await readLedger(paths, ({ gaps }) => {
      const repair = id === undefined ? null : gaps.repair(Number(id));
      return repair === null ? null : { repair, items: gaps.repairItems(repair.id, { limit }) };
    });
    if (found === null)
      throw new WakehookError("not_found", `there is no repair ${JSON.stringify(typed)}`, {
        hint: "see: wakehook gap list",
      });
    const { repair, items } = found;
    out.result({ ...wireRepair(repair), items: items.map(wireRepairItem) }, () => [
      repairWords(repair, clock.now()),
      `looked at ${repair.listed} attempts since ${dateAndTime(repair.fromAt)}; ${repair.unwanted} are not wanted by events`,
      ...columns(
        items.map(({ sentAt, event, id: own, state, word }) => [
          dateAndTime(sentAt),
          printableLine(event, 60),
          printableLine(own, 60),
          printableLine(word === null ? state : `${state}: ${word}`, 300),
        ]),
      ),
      ...(items.length === 0 ? [] : [legendOf(items)]),
    ]);
  },
};

/** What the states say that are shown. */
function legendOf(
  items: ReadonlyArray<{ readonly state: keyof typeof REPAIR_ITEM_STATES }>,
): string {
  const states = [...new Set(items.map(({ state }) => state))];
  return states.map((state) => `${state}: ${REPAIR_ITEM_STATES[state]}`).join("; ");
}
