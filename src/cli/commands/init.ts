import { findExecutable } from "../../agents/process/executable.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { nearestName } from "../../core/text/nearest.ts";
import {
  isProviderId,
  providerName,
  PROVIDERS,
  type ProviderId,
} from "../../core/settings/providers.ts";
import type { Command, CommandContext } from "../command.ts";
import { getPath, withPath } from "../../core/settings/dotted-path.ts";
import { changeConfig, readConfig } from "../../settings/edit/edit-config.ts";
import { createSettingsFiles } from "../settings/settings-files.ts";

/** Agent CLIs that an owner may choose; the example agent is for the demo. */
const CHOICES = (Object.keys(PROVIDERS) as ProviderId[]).filter((id) => id !== "example");

/** `wakehook init`. */
export const init: Command = {
  options: [
    ["--provider <name>", `the agent CLI of hooks that name none: ${CHOICES.join(", ")}`],
    ["--enable-agents", "turn on features.agents: agent CLIs may be started"],
    ["--no-enable-agents", "leave features.agents off"],
  ],
  details:
    "Safe to repeat: what is there stays as it is. On a terminal it asks for what is not given.",
  examples: ["wakehook init", "wakehook init --provider claude --enable-agents"],
  async run(context, input) {
    const { paths, launch, out } = context;
    const given = input.text("provider");
    const wanted = given === undefined ? undefined : providerName(given);
    if (wanted !== undefined && !isProviderId(wanted)) throw unknownProvider(wanted);
    const made = await createSettingsFiles(paths, launch);
    const config = await readConfig(paths);
    const provider = wanted ?? (await askProvider(context, config));
    const agents = input.flag("enableAgents") ?? (await askAgents(context, config, provider));
    const changes: Array<[string[], unknown]> = [];
    if (provider !== undefined) changes.push([["agents", "provider"], provider]);
    if (agents !== undefined) changes.push([["features", "agents"], agents]);
    if (changes.length > 0)
      await changeConfig(paths, (before) =>
        changes.reduce((after, [keys, value]) => withPath(after, keys, value), before),
      );
    const after = await readConfig(paths);
    const on = getPath(after, ["features", "agents"]) === true;
    const wire = {
      home: paths.root,
      made,
      provider: getPath(after, ["agents", "provider"]) ?? null,
      agents_enabled: on,
    };
    out.result(wire, () => [
      ...made.map((file) => `made ${file}`),
      `${paths.root} is ready`,
      ...(on
        ? []
        : ["agents are off; turn them on with: wakehook config set features.agents true"]),
    ]);
    out.notice("next: wakehook hook add github --folder ~/code/site, then wakehook start");
    out.notice("or talk to your agent: wakehook start, and in another terminal wakehook chat main");
  },
};

async function askProvider(
  { ask, environment }: CommandContext,
  config: Record<string, unknown>,
): Promise<string | undefined> {
  if (ask === null || getPath(config, ["agents", "provider"]) !== undefined) return undefined;
  const path = environment["PATH"] ?? "";
  const choices = CHOICES.map((id) => {
    const { title, executable } = PROVIDERS[id];
    const there =
      findExecutable(executable, path) === null ? "not found on your PATH" : "installed";
    return { value: id, meaning: `${title}, ${there}` };
  });
  return ask.choose("Which agent CLI do your hooks use?", choices);
}

async function askAgents(
  { ask }: CommandContext,
  config: Record<string, unknown>,
  provider: string | undefined,
): Promise<boolean | undefined> {
  if (ask === null || getPath(config, ["features", "agents"]) !== undefined) return undefined;
  const name = provider ?? "agent CLIs";
  return ask.confirm(`May wakehook start ${name} for hooks that say so?`, true);
}

function unknownProvider(typed: string): WakehookError {
  const nearest = nearestName(typed, CHOICES);
  return new WakehookError("usage", `there is no provider "${typed}"`, {
    hint: nearest === undefined ? `one of: ${CHOICES.join(", ")}` : `did you mean ${nearest}?`,
  });
}
