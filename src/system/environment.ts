// The only file that reads the environment.

import { homedir } from "node:os";
import path from "node:path";

/** The environment, as the program sees it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment as it is now. */
export function systemEnvironment(): Environment {
  return process.env;
}

/** The folder that holds everything: WAKEHOOK_HOME, or `~/.wakehook`. */
export function homeFolder(environment: Environment): string {
  const named = environment["WAKEHOOK_HOME"];
  if (named !== undefined && named !== "") return path.resolve(named);
  return path.join(homedir(), ".wakehook");
}
