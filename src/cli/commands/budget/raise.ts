import type { WireBudget } from "../../../core/admission/budget-today.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import type { Allowance } from "../../../core/ports/ledger-read-port.ts";
import type { Command } from "../../command.ts";
import { budgetLine } from "../../control/budget-lines.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg, type Input } from "../../input.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { counted } from "../../terminal/columns.ts";

const MOST_RUNS = 1_000_000;

/** `wakehook budget raise`. */
export const budgetRaise: Command = {
  args: [["<hook>", "its id"]],
  options: [
    ["--runs <count>", "so many runs more"],
    ["--usd <dollars>", "so many dollars more, as 2 or 0.50"],
  ],
  details:
    "For today only, in the zone of config.json. Without --runs and --usd: once more what the budget allows.\nWhat was held for the budget goes on by itself.",
  examples: [
    "wakehook budget raise github-site",
    "wakehook budget raise github-site --runs 5 --usd 1",
  ],
  async run({ paths, out, clock }, input) {
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const runs = input.whole("runs", { min: 1, max: MOST_RUNS });
    const usd = usdOf(input);
    const admin = await connectAdmin(paths);
    // Its budget may have been written a moment ago.
    await admin.post("/reload");
    const more = { ...(runs !== undefined && { runs }), ...(usd !== undefined && { usd }) };
    const raised = (await admin.post(`/hooks/${id}/budget`, more)) as WireBudget & {
      readonly added: Allowance;
    };
    out.result(raised, () => [
      `${id} may do ${moreWords(raised.added)} more today: ${budgetLine(raised, clock.now())}`,
    ]);
  },
};

function usdOf(input: Input): number | undefined {
  const typed = input.text("usd");
  if (typed === undefined) return undefined;
  const usd = /^\d{1,6}(\.\d{1,4})?$/.test(typed) ? Number(typed) : 0;
  if (usd > 0) return usd;
  throw new WakehookError("usage", `--usd is "${typed}"`, { hint: "give dollars, as 2 or 0.50" });
}

function moreWords({ runs, usd }: Allowance): string {
  const parts = [
    ...(runs === 0 ? [] : [counted(runs, "run")]),
    ...(usd === 0 ? [] : [`$${usd.toFixed(2)}`]),
  ];
  return parts.join(" and ");
}
