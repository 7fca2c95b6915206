import type { Clock } from "../system/clock.ts";
import type { Closers } from "../system/closers.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";

/** What a daemon is started with. */
export interface DaemonOptions {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly version: string;
  /** The command line of this program without a command, for what needs a process of its own. */
  readonly program?: readonly string[] | null;
  /** Tests move time by hand. */
  readonly clock?: Clock;
  /** How long runs may go on after a stop was asked for, milliseconds. */
  readonly graceMs?: number;
  /** Told how to take the secrets in force out of a text, before there are any. */
  readonly onMask?: (mask: (text: string) => string) => void;
}

/** The same with its defaults, and the list of what is to be closed again. */
export type DaemonContext = Required<DaemonOptions> & { readonly closers: Closers };
