import type { HookHistory } from "../../../core/ports/ledger-read-port.ts";
import { ENTRY_FIELDS } from "../../../core/settings/route.ts";
import { wireHistory, wireProblem } from "../../../core/wire/wire.ts";
import { readSettings } from "../../../settings/read.ts";
import { fields } from "../../terminal/columns.ts";
import type { Command } from "../../command.ts";
import { hookState, hookStateLines } from "../../control/hook-state.ts";
import { readEntry, type Entry } from "../../../settings/edit/edit-hook.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { hookUrl } from "../../../core/settings/hook-url.ts";
import { neededArg } from "../../input.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { secretAgesOf } from "../../records/secret-ages.ts";
import type { Output } from "../../terminal/output.ts";
import { printableLine } from "../../terminal/printable.ts";
import { problemLine } from "../../settings/problem-lines.ts";
import { isHashed, isReference } from "../../../settings/edit/secret-fields.ts";
import { ago } from "../../terminal/when.ts";
import { withFingerprints, writtenSecrets } from "../../../settings/edit/written-secrets.ts";

/** `wakehook hook show`. */
export const hookShow: Command = {
  args: [["<hook>", "its id"]],
  options: [["--reveal", "print the secrets themselves"]],
  details:
    "Says also what of it waits and why, what its budget has left today, what is paused, and how its agents are.\nSecrets are shown as fingerprints: the beginning of their SHA-256.",
  examples: ["wakehook hook show github-site", "wakehook hook show github-site --reveal"],
  async run(context, input) {
    const { paths, environment, out, clock } = context;
    const id = hookIdOf(neededArg(input, 0, "the hook's id"));
    const entry = await readEntry(context, id);
    const settings = await readSettings(paths, environment);
    const route = settings.routes?.get(id) ?? null;
    const problems = (settings.hooks.get(id) ?? route)?.problems ?? [];
    const { config } = settings;
    const hook = settings.hooks.get(id)?.hook ?? null;
    const ages = await secretAgesOf(paths, settings);
    const past = await readLedger(paths, (ledger) => ({
      secretSetAt: hook === null ? null : (ages(ledger).get(hook.id) ?? null),
      history: ledger.hookHistory().find(({ hookId }) => hookId === id) ?? null,
      state: hook === null ? null : hookState(ledger, hook, { config, now: clock.now() }),
    }));
    const { history = null, state = null, secretSetAt = null } = past ?? {};
    const reveal = input.flag("reveal") === true;
    const shown = reveal ? entry : withFingerprints(entry);
    const wire = {
      hook: shown,
      url: hookUrl(settings.config.webhooks, id),
      secret_set_at: secretSetAt,
      history: history === null ? null : wireHistory(history),
      state,
      problems: problems.map(wireProblem),
    };
    out.result(wire, () => [
      ...fields([["url", wire.url], ...fieldPairs(shown)]),
      ...(secretSetAt === null ? [] : ["", `its secret was set ${ago(secretSetAt, clock.now())}`]),
      ...(route === null ? historyLines(history, clock.now()) : ["", OF_ITS_HOOKS]),
      ...(state === null ? [] : ["", ...hookStateLines(state, clock.now())]),
    ]);
    if (reveal) sayRevealed(out, entry);
    for (const problem of problems) out.notice(problemLine(problem, out));
  },
};

const OF_ITS_HOOKS = "its deliveries are those of the hooks that it names";

/** What is written, in the order of the schema; what is unknown comes last. */
function fieldPairs(entry: Entry): Array<[string, string]> {
  const order = Object.keys(ENTRY_FIELDS);
  const place = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return Object.entries(entry)
    .filter(([, value]) => value !== null && value !== "")
    .sort(([one], [other]) => place(one) - place(other))
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return [printableLine(name), printableLine(text, 2000)];
    });
}

function historyLines(history: HookHistory | null, now: number): string[] {
  if (history?.lastReceivedAt == null) return ["", "nothing has arrived yet"];
  const { deliveries, waiting, lastReceivedAt, lastStatus } = history;
  const last = lastStatus === null ? "" : `, ended ${printableLine(lastStatus)}`;
  return [
    "",
    `${deliveries} deliveries, ${waiting} waiting; the last ${ago(lastReceivedAt, now)}${last}`,
  ];
}

function sayRevealed(out: Output, entry: Entry): void {
  const written = writtenSecrets(entry);
  if (written.length === 0) return out.notice("the entry holds no secret");
  out.notice(`secrets are shown above: ${written.map(({ field }) => field).join(", ")}`);
  for (const { field, value } of written) {
    if (isHashed(value))
      out.notice(
        `${field} is stored as a hash: it cannot be shown; wakehook hook rotate makes a new one`,
      );
    if (isReference(value)) out.notice(`${field} stands elsewhere: ${value}`);
  }
}
