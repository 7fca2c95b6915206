import { FEATURES } from "../../../core/settings/features.ts";
import { TARGET_KINDS } from "../../../core/settings/target.ts";
import { ensureHome } from "../../../settings/home.ts";
import { readSettings } from "../../../settings/read.ts";
import {
  channelEntry,
  PLATFORMS,
  platformOf,
  readPairs,
  type PlatformKind,
} from "../../channels/channel-entry.ts";
import { addTarget } from "../../channels/edit-targets.ts";
import { pairOnTerminal } from "../../channels/pair-flow.ts";
import type { Command, CommandContext } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { findDaemon } from "../../daemon/running-daemon.ts";
import { neededArg, type Input } from "../../input.ts";
import { problemLine } from "../../settings/problem-lines.ts";

/** `wakehook channel add`. */
export const channelAdd: Command = {
  args: [["<kind>", PLATFORMS.join(", ")]],
  options: [
    ["--name <name>", "what to, report and owner call it (default: its kind)"],
    ["--set <field=value...>", "a field of the target; secrets as file:/path or env:NAME"],
    ["--yes", "turn its switch on and tell the owner there, without asking"],
    ["--no-pair", "do not wait for somebody to be paired"],
  ],
  details:
    "What is needed and not given is asked for. The switch of the platform is off until you turn it on.\nThe bot answers nobody who was not paired: send it the code that is shown.",
  examples: [
    "wakehook channel add ntfy",
    "wakehook channel add telegram --set token=file:/home/me/.telegram-token --yes",
  ],
  async run(context, input) {
    const { paths, out } = context;
    const kind = platformOf(neededArg(input, 0, "the platform"));
    const name = input.text("name") ?? kind;
    const fields = readPairs(input.list("set"));
    const entry = await channelEntry(context, kind, { name, fields });
    const also = await chooseMore(context, input, { kind, name });
    await ensureHome(paths);
    const problems = await addTarget(paths, entry, also);
    if (!out.json) out.lines([`${name} is added to config.json`]);
    for (const problem of problems) out.notice(problemLine(problem, out));
    const isOn = also.feature !== null || (await isSwitchedOn(context, kind));
    if (!isOn) out.notice(`turn it on: wakehook config set features.${kind} true`);
    const isRunning = (await findDaemon(paths)) !== null;
    if (isOn && isRunning && input.flag("pair") !== false) {
      const admin = await connectAdmin(paths);
      await admin.post("/reload");
      return pairOnTerminal(context, admin, { name, role: "owner" });
    }
    if (out.json) out.result({ target: name, kind, enabled: isOn, owner: also.owner }, () => []);
    const first = isRunning ? "" : "start the daemon (wakehook start), ";
    out.notice(`to pair with it: ${first}wakehook channel pair ${name}`);
  },
};

/** The switch, and whether the owner is told there. */
async function chooseMore(
  { ask, paths, environment }: CommandContext,
  input: Input,
  { kind, name }: { readonly kind: PlatformKind; readonly name: string },
) {
  const { config } = await readSettings(paths, environment);
  const isYes = input.flag("yes") === true;
  const may = async (question: string): Promise<boolean> =>
    isYes || (ask !== null && (await ask.confirm(question, true)));
  const { feature } = TARGET_KINDS[kind];
  const words = `${feature} is off: ${FEATURES[feature].meaning}. Turn it on?`;
  return {
    feature: config.features[feature] || !(await may(words)) ? null : feature,
    owner: !config.owner.includes(name) && (await may(`Tell you on ${name} what happens?`)),
  };
}

async function isSwitchedOn(
  { paths, environment }: CommandContext,
  kind: PlatformKind,
): Promise<boolean> {
  const { config } = await readSettings(paths, environment);
  return config.features[TARGET_KINDS[kind].feature];
}
