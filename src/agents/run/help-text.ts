// The help of an agent program, asked once per file: these programs change their flags almost daily.

import type { RunProcess } from "../../core/ports/process-port.ts";
import { askProgram } from "../process/ask-program.ts";
import { executableVersion } from "../process/executable.ts";
import type { Provider } from "../providers/provider.ts";

/** Gives the help of a provider's program; empty where it does not answer. */
export type ReadHelp = (
  provider: Provider,
  executable: string,
  environment: Readonly<Record<string, string>>,
) => Promise<string>;

const TIME_LIMIT_MS = 10_000;

/** Makes a reader that remembers answers until the program's file changes. */
export function createReadHelp(runProcess: RunProcess): ReadHelp {
  const known = new Map<string, Promise<string>>();
  return async (provider, executable, environment) => {
    if (provider.helpParameters.length === 0) return "";
    const key = `${provider.id}:${executableVersion(executable)}`;
    const answer = known.get(key) ?? askAll(runProcess, provider, { executable, environment });
    known.set(key, answer);
    const text = await answer;
    // A program that did not answer this time is asked again.
    if (text === "") known.delete(key);
    return text;
  };
}

async function askAll(
  runProcess: RunProcess,
  provider: Provider,
  program: { executable: string; environment: Readonly<Record<string, string>> },
): Promise<string> {
  const texts: string[] = [];
  for (const parameters of provider.helpParameters) {
    const { end, text } = await askProgram(runProcess, {
      argv: [program.executable, ...parameters],
      environment: program.environment,
      timeoutMs: TIME_LIMIT_MS,
    });
    if (end.exitCode === 0) texts.push(text);
  }
  return texts.join("\n");
}
