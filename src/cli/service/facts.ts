// What a service of this home is made of, and where its file lies on this system.

import { createHash } from "node:crypto";
import { homedir, userInfo } from "node:os";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";

/** A service of one home. */
export interface ServiceFacts {
  readonly kind: "systemd" | "launchd";
  /** The unit's or the label's name, without an ending. */
  readonly name: string;
  /** The unit or plist file. */
  readonly file: string;
  readonly home: string;
  /** Program and arguments. */
  readonly argv: readonly string[];
  /** The owner's PATH: services do not see the shell's. */
  readonly path: string;
  readonly userId: number;
  readonly logFile: string;
}

/** Under load a quarter less memory; the processor time is the same within what can be measured. */
export const SMALL_YOUNG_GENERATION = "--max-semi-space-size=8";

/** What a service runs: the daemon of a home, or its relay. */
export type ServicePart = "daemon" | "relay";

/**
 * Puts the facts together.
 * @throws WakehookError `refused` where the system has neither systemd nor launchd.
 */
export function serviceFacts(context: CommandContext, part: ServicePart = "daemon"): ServiceFacts {
  const { paths, environment, launch, platform } = context;
  const kind = kindOf(platform);
  const ownHome = environment["HOME"] ?? homedir();
  const isDefault = paths.root === path.join(ownHome, ".wakehook");
  // Another home gets a service of its own beside the first.
  const mark = createHash("sha256").update(paths.root).digest("hex").slice(0, 8);
  const program = `${kind === "launchd" ? "dev.wakehook" : "wakehook"}${part === "relay" ? "-relay" : ""}`;
  const name = `${program}${isDefault ? "" : `-${mark}`}`;
  const start = part === "relay" ? ["relay", "start"] : ["start"];
  return {
    kind,
    name,
    file: fileOf(kind, name, { ownHome, configHome: environment["XDG_CONFIG_HOME"] }),
    home: paths.root,
    argv: [launch.node, SMALL_YOUNG_GENERATION, launch.script, ...start],
    path: environment["PATH"] ?? "",
    userId: userInfo().uid,
    logFile: path.join(paths.root, part === "relay" ? "relay-service.log" : "service.log"),
  };
}

function kindOf(platform: NodeJS.Platform): ServiceFacts["kind"] {
  if (platform === "darwin") return "launchd";
  if (platform === "linux") return "systemd";
  throw new WakehookError("refused", `there are no services for ${platform}`, {
    hint: "start it yourself with: wakehook start",
  });
}

function fileOf(
  kind: ServiceFacts["kind"],
  name: string,
  homes: { ownHome: string; configHome: string | undefined },
): string {
  const { ownHome, configHome } = homes;
  if (kind === "launchd") return path.join(ownHome, "Library", "LaunchAgents", `${name}.plist`);
  const config = configHome || path.join(ownHome, ".config");
  return path.join(config, "systemd", "user", `${name}.service`);
}
