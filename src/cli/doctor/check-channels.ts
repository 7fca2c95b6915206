// The chats: whether they are at work, and whether somebody is paired. The running daemon is asked; without one, the files.

import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { isChatTarget, TARGET_KINDS } from "../../core/settings/target.ts";
import { readChannels, type WireChannel } from "../channels/read-channels.ts";
import type { CommandContext } from "../command.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import type { Finding } from "./finding.ts";

/** One finding for each chat of config.json. */
export async function checkChannels(
  { paths }: Pick<CommandContext, "paths">,
  settings: SettingsSnapshot,
): Promise<Finding[]> {
  const known = await askDaemon(paths);
  return (settings.targets ?? []).flatMap(({ target, problem }) => {
    if (!isChatTarget(target) || target.kind === "local") return [];
    const { feature } = TARGET_KINDS[target.kind];
    const check = `chat ${target.name}`;
    if (!settings.config.features[feature]) {
      const hint = `wakehook config set features.${feature} true`;
      return [{ check, level: "note", message: `features.${feature} is off`, hint }];
    }
    if (problem !== null) return [{ check, level: "error", message: problem }];
    const now = known?.find((one) => one.target === target.name);
    return [now === undefined ? notAsked(check) : findingOf(check, now)];
  });
}

async function askDaemon(
  paths: CommandContext["paths"],
): Promise<readonly WireChannel[] | undefined> {
  if ((await findDaemon(paths)) === null) return undefined;
  try {
    return await readChannels(await connectAdmin(paths));
  } catch {
    // What is wrong with the daemon has a finding of its own.
    return undefined;
  }
}

function notAsked(check: string): Finding {
  return { check, level: "note", message: "set up; how it does, the running daemon knows" };
}

function findingOf(check: string, { health, people, waiting, target }: WireChannel): Finding {
  const { state, detail } = health;
  const owners = people.filter(({ role }) => role === "owner").map(({ name }) => name);
  const message = [detail ?? state, ...(waiting > 0 ? [`${waiting} messages wait`] : [])].join(
    "; ",
  );
  if (state === "up") return { check, level: "ok", message: `${message}; ${owners.join(", ")}` };
  if (state === "unpaired")
    return { check, level: "warning", message, hint: `wakehook channel pair ${target}` };
  if (state === "connecting") return { check, level: "note", message };
  return { check, level: state === "down" ? "error" : "warning", message };
}
