import type { HookId } from "../../core/records/ids.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { wireProblem } from "../../core/wire/wire.ts";
import { HOOKS_NAME } from "../../settings/check/finding.ts";
import { readSettings } from "../../settings/read.ts";
import type { Command, CommandContext } from "../command.ts";
import { problemLine } from "../settings/problem-lines.ts";
import { toUrl, type Address } from "../../core/settings/hook-url.ts";

/** Where the daemon listens; null: the hook listener is switched off. */
interface Ready {
  readonly hooksAddress: Address | null;
  readonly adminAddress: Address;
  /** The fingerprint of a global token made at this start. */
  readonly newToken: string | null;
}

/** `wakehook start`. */
export const start: Command = {
  details:
    "Ctrl-C or SIGTERM stops it: the listener closes first, runs may end within a grace, the rest is\nrecorded as interrupted. A second signal ends at once.",
  examples: ["wakehook start", "WAKEHOOK_HOME=/srv/wakehook wakehook start"],
  async run(context) {
    const { paths, environment, launch } = context;
    // The daemon knows every other part: loaded only here, where it is what was asked for.
    const { runDaemon } = await import("../../run-daemon.ts");
    let said: Promise<void> | undefined;
    const exitCode = await runDaemon({
      paths,
      environment,
      version: launch.version,
      program: [launch.node, launch.script],
      onReady: (ready) => {
        said = sayReady(context, ready);
      },
    });
    await said;
    return exitCode;
  },
};

/** Where it listens, how many hooks, which are wrong and why, and how to try one. */
async function sayReady(context: CommandContext, ready: Ready): Promise<void> {
  const { paths, environment, out } = context;
  const settings = await readSettings(paths, environment);
  const hooks = [...settings.hooks.values()];
  const good = hooks.filter(({ state, hook }) => state === "valid" && hook?.enabled === true);
  const { hooksAddress, adminAddress } = ready;
  const listens = hooksAddress === null ? null : toUrl(hooksAddress);
  if (out.json)
    return out.record({
      hooks_url: listens,
      admin_url: toUrl(adminAddress),
      hooks: hooks.map(({ id, state }) => ({ id, state })),
      problems: settings.problems.map(wireProblem),
    });
  if (ready.newToken !== null)
    out.notice(
      `made webhooks.token, ${ready.newToken}; wakehook config get webhooks.token --reveal`,
    );
  const problems = settings.problems.filter(({ level }) => level !== "note");
  const first = good[0]?.id;
  out.lines([
    `${out.style("bold", "wakehook is running")}, home ${paths.root}`,
    listens === null ? "hooks:  switched off (webhooks.enabled)" : `hooks:  ${listens}/hooks/<id>`,
    `admin:  ${toUrl(adminAddress)}`,
    hookWords(hooks.length, hooks.length - good.length),
    ...(settings.unread === undefined
      ? []
      : [out.style("red", `${HOOKS_NAME} cannot be read whole: senders of other hooks get 503`)]),
    ...problems.map((problem) => problemLine(problem, out)),
    nextWords(settings, first),
    "watch:  wakehook tail",
  ]);
}

function nextWords({ unread }: SettingsSnapshot, first: HookId | undefined): string {
  if (unread !== undefined) return "mend it: wakehook hook check";
  return first === undefined ? "add a hook: wakehook hook add" : `try one: wakehook send ${first}`;
}

function hookWords(all: number, off: number): string {
  const words = `${all} ${all === 1 ? "hook" : "hooks"}`;
  return off === 0 ? words : `${words}, ${off} of them off or with an error`;
}
