// In: a short tool of the system and its arguments. Out: what it said, within a bounded time. For the
// CLI's own needs (systemctl, launchctl); agents go through run-process.ts.

import { execa } from "execa";

/** How a tool ended. */
export type ToolEnd =
  | {
      readonly kind: "ended";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** The program is not on the PATH, or could not be started. */
  | { readonly kind: "not_started"; readonly error: string }
  | { readonly kind: "timeout" };

/** Runs tools; tests hand in their own. */
export type RunTool = (
  argv: readonly [program: string, ...args: string[]],
  options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly timeoutMs: number;
  },
) => Promise<ToolEnd>;

/** Largest output that is kept, characters per stream. */
const MAX_OUTPUT_CHARS = 1_000_000;

/** Runs a tool to its end; never through a shell, never throws. */
export const runTool: RunTool = async ([program, ...args], { environment, timeoutMs }) => {
  const env = Object.fromEntries(
    Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const result = await execa(program, args, {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: timeoutMs,
    forceKillAfterDelay: 1000,
    maxBuffer: MAX_OUTPUT_CHARS,
  });
  if (result.timedOut) return { kind: "timeout" };
  if (result.exitCode === undefined)
    return { kind: "not_started", error: result.originalMessage ?? "it could not be started" };
  const { exitCode, stdout, stderr } = result;
  return { kind: "ended", exitCode, stdout, stderr };
};
