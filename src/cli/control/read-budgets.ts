import { gatherBudget, wireBudget, type WireBudget } from "../../core/admission/budget-today.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { systemTimezone } from "../../system/clock.ts";
import type { CommandContext } from "../command.ts";
import { readLedger } from "../records/open-ledger.ts";

const NOTHING = {
  spendingSince: () => ({ runs: 0, firstAt: null, usd: 0 }),
  allowance: () => ({ runs: 0, usd: 0 }),
};

/** What of some hooks' budgets is spent, as the ledger has it; no daemon is needed. */
export async function readBudgets(
  { paths, clock }: Pick<CommandContext, "paths" | "clock">,
  { config }: SettingsSnapshot,
  hooks: readonly Hook[],
): Promise<WireBudget[]> {
  const when = { now: clock.now(), timezone: config.timezone ?? systemTimezone() };
  const read = (ledger: Parameters<typeof gatherBudget>[0]): WireBudget[] =>
    hooks.map((hook) => wireBudget(hook, gatherBudget(ledger, hook.id, when)));
  return (await readLedger(paths, read)) ?? read(NOTHING);
}
