// What a command is: data and one function. Commands know the context, never commander or the process.

import type { Randomness } from "../system/randomness.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";
import type { Clock } from "../system/clock.ts";
import type { Ask } from "./terminal/ask.ts";
import type { Input } from "./input.ts";
import type { Output } from "./terminal/output.ts";

/** Where the program itself lies; for services and for `--version`. */
export interface Launch {
  readonly version: string;
  /** The launcher, `bin/wakehook.js`. */
  readonly script: string;
  /** The Node that runs it. */
  readonly node: string;
}

/** A terminal that one types on. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** What a command may use. */
export interface CommandContext {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly out: Output;
  /** null: not on a terminal, so nobody can be asked. */
  readonly ask: Ask | null;
  readonly stdin: NodeJS.ReadableStream;
  /** null: standard input or output is no terminal, or the result is to be JSON. */
  readonly terminal: Terminal | null;
  readonly launch: Launch;
  readonly platform: NodeJS.Platform;
  /** Aborted by Ctrl-C and SIGTERM, and when standard output is closed. Asking for it takes the signals over. */
  readonly untilStopped: () => AbortSignal;
}

/** One command: `wakehook hook add`. */
export interface Command {
  /** Arguments as commander writes them: `["<hook>", "the hook's id"]`, `[hook]`, `<field...>`. */
  readonly args?: ReadonlyArray<readonly [name: string, meaning: string]>;
  /** Options as commander writes them: `["--mode <mode>", "what it does"]`. */
  readonly options?: ReadonlyArray<readonly [flags: string, meaning: string]>;
  /** Further words for --help. */
  readonly details?: string;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /**
   * Does it.
   * @returns the exit code; nothing means done.
   * @throws WakehookError for what its reader can mend.
   */
  run(context: CommandContext, input: Input): Promise<number | void>;
}
