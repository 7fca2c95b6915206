import { parseDuration } from "../../core/settings/duration.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { findSource } from "../../sources/table.ts";
import type { Command, CommandContext } from "../command.ts";
import { compare } from "../../dispatch/simulation/compare.ts";
import { readEditedHook } from "../dry-run/edited-hook.ts";
import { dryRunWire } from "../../dispatch/simulation/dry-run-wire.ts";
import { dryRunLines } from "../dry-run/print.ts";
import { readRecorded } from "../../dispatch/simulation/recorded.ts";
import { neededArg, type Input } from "../input.ts";
import { readLedger } from "../records/open-ledger.ts";
import { hookIdOf, noSuchHook } from "../../settings/edit/hook-id.ts";
import { readOwnerSettings } from "../settings/read-owner-settings.ts";

const LAST = 200;
const MOST = 1000;

/** `wakehook dry-run`. */
export const dryRun: Command = {
  args: [["<hook>", "its id"]],
  options: [
    ["--file <file>", "the edited hook: its entry as JSON, or a whole webhooks.json"],
    ["--set <field=value...>", "the edited hook: what is set differently, as in `hook set`"],
    ["--last <count>", `how many deliveries, at most ${MOST} (default: ${LAST})`],
    ["--since <time>", "only those of this time: 24h, 7d"],
    ["--prompts", "show how the prompts differ; without an edited hook, the prompts"],
  ],
  details:
    "Takes recorded deliveries through the rules that decide in the daemon, each at its own time, with the hook as it is and as it would be. Starts nothing, costs nothing, writes nothing; the daemon may run or not.\nA run is taken to last no time, every agent to work, and nobody to answer an approval.",
  examples: [
    "wakehook dry-run github-site",
    "wakehook dry-run github-site --set \"when=payload.issue.user.login != 'dependabot'\" --last 50",
    "wakehook dry-run github-site --file edited.json --prompts --json",
  ],
  async run(context, input) {
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const settings = await readOwnerSettings(context);
    if (!settings.hooks.has(id)) throw noSuchHook(id, [...settings.hooks.keys()]);
    const edited = await readEditedHook(context, input, { id, settings });
    const wanted = { hookId: id, last: lastOf(input), since: sinceOf(context, input) };
    const compared = await readLedger(context.paths, (ledger) =>
      compare(
        { ledger, findSource, home: context.paths.root },
        {
          settings,
          edited,
          id,
          deliveries: readRecorded(ledger, wanted),
          wantsPrompts: input.flag("prompts") === true,
          mostOfPrompt: null,
        },
      ),
    );
    const all = compared ?? { rows: [], emptied: 0, isEdited: edited !== null };
    context.out.result(dryRunWire(id, all), () => dryRunLines(all, context.out));
  },
};

function lastOf(input: Input): number {
  return input.whole("last", { min: 1, max: MOST }) ?? LAST;
}

function sinceOf({ clock }: CommandContext, input: Input): number | null {
  const typed = input.text("since");
  if (typed === undefined) return null;
  const seconds = parseDuration(typed);
  if (seconds !== null) return clock.now() - seconds * 1000;
  throw new WakehookError("usage", `--since is "${typed}"`, { hint: "write 90m, 24h or 7d" });
}
