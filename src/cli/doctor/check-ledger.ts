import { inspectLedger, type LedgerCounts } from "../../ledger/guards/inspect.ts";
import type { CommandContext } from "../command.ts";
import { failed, ok, type Finding } from "./finding.ts";

const MIB = 1_048_576;

function waitingWords(counts: LedgerCounts | null): string {
  const { waiting, held } = counts ?? { waiting: 0, held: 0 };
  return held === 0 ? `${waiting} waiting` : `${waiting} waiting (${held} held)`;
}

/** The database, page by page. */
export function checkLedger({ paths }: CommandContext): Finding {
  const check = "ledger";
  try {
    const { state, problems, waysOn, counts, sizes } = inspectLedger(paths);
    if (state === "absent") return ok(check, "none yet; the first start makes it");
    const size = `${((sizes.database + sizes.wal) / MIB).toFixed(1)} MiB`;
    const words = `${counts?.deliveries ?? 0} deliveries, ${waitingWords(counts)}, ${size}`;
    const [first, ...more] = problems;
    if (first === undefined) return ok(check, words);
    if (state === "sound") return { check, level: "warning", message: `${words}; ${first}` };
    const shown = [first, ...more].join("; ");
    const hint = waysOn.map((way) => `- ${way}`).join("\n");
    const code = state === "too_new" ? "ledger_too_new" : "ledger_damaged";
    return { check, level: "error", message: `${state}: ${shown}`, hint, code };
  } catch (error) {
    return failed(check, error, "ledger_damaged");
  }
}
