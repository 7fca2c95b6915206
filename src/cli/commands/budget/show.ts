import type { Command } from "../../command.ts";
import { budgetTable } from "../../control/budget-lines.ts";
import { readBudgets } from "../../control/read-budgets.ts";
import { hookIdOf, noSuchHook } from "../../../settings/edit/hook-id.ts";
import { readOwnerSettings } from "../../settings/read-owner-settings.ts";

/** `wakehook budget`. */
export const budgetShow: Command = {
  args: [["[hook]", "its id; nothing: every hook"]],
  details:
    'Runs count when they start, dollars when the agent program has reported them. A day is one of timezone in config.json.\nLimits: wakehook hook set HOOK budget=\'{"runs_per_day": 20, "usd_per_day": 2}\'',
  examples: ["wakehook budget", "wakehook budget github-site --json"],
  async run(context, input) {
    const typed = input.arg(0);
    const wanted = typed === undefined ? undefined : hookIdOf(typed);
    const settings = await readOwnerSettings(context);
    const all = [...settings.hooks.values()].flatMap(({ hook }) => hook ?? []);
    const hooks = all.filter(({ id }) => wanted === undefined || id === wanted);
    if (wanted !== undefined && hooks.length === 0)
      throw noSuchHook(
        wanted,
        all.map(({ id }) => id),
      );
    const { out, clock } = context;
    const budgets = await readBudgets(context, settings, hooks);
    out.result({ budgets }, () => budgetTable(budgets, out, clock.now()));
    for (const { hook_id: id, reached } of budgets)
      if (reached !== null)
        out.notice(`to let more of ${id} through today: wakehook budget raise ${id}`);
  },
};
