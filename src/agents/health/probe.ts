// For `doctor`: is a provider's program there, which version is it, is somebody logged in.

import { existsSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../core/settings/config.ts";
import type { RunProcess } from "../../core/ports/process-port.ts";
import { PROVIDERS, type ProviderId } from "../../core/settings/providers.ts";
import type { Environment } from "../../system/environment.ts";
import { askProgram } from "../process/ask-program.ts";
import { agentEnvironment } from "../run/environment.ts";
import { findExecutable } from "../process/executable.ts";
import type { Provider } from "../providers/provider.ts";
import { PROVIDER_TABLE } from "../providers/table.ts";

/** What asking a program needs. */
export interface ProbeDeps {
  readonly runProcess: RunProcess;
  readonly environment: Environment;
  readonly agents: Config["agents"];
  /** For each question, milliseconds; default 15 seconds. A program without a login may wait for ever. */
  readonly timeoutMs?: number;
}

/** What was found. */
export interface ProviderProbe {
  readonly found: boolean;
  readonly path: string | null;
  /** As the program prints it; null where it did not. */
  readonly version: string | null;
  readonly loggedIn: boolean | "unknown";
  /** One line for a person. */
  readonly text: string;
}

const TIME_LIMIT_MS = 15_000;

/** Asks a provider's program about itself. It is never asked to talk to its model service. */
export async function probeProvider(id: ProviderId, deps: ProbeDeps): Promise<ProviderProbe> {
  const provider = PROVIDER_TABLE[id];
  const title = PROVIDERS[id].title;
  if (id === "example")
    return {
      found: true,
      path: null,
      version: null,
      loggedIn: true,
      text: `${title}: always there`,
    };
  const environment = agentEnvironment(deps.environment, provider, deps.agents);
  const name = PROVIDERS[id].executable;
  const file = findExecutable(name, environment["PATH"] ?? "");
  if (file === null) {
    const text = `${title}: no ${name} on the PATH`;
    return { found: false, path: null, version: null, loggedIn: "unknown", text };
  }
  const ask = (parameters: readonly string[]) =>
    askProgram(deps.runProcess, {
      argv: [file, ...parameters],
      environment,
      timeoutMs: deps.timeoutMs ?? TIME_LIMIT_MS,
    });
  const { end, text } = await ask(["--version"]);
  const version = end.exitCode === 0 ? (/\d+\.\d+\.\d+\S*/.exec(text)?.[0] ?? null) : null;
  if (version === null) {
    const why = end.cause === "timeout" ? "it did not answer in time" : firstLine(text);
    const words = `${title}: ${file} does not work: ${why}`;
    return { found: true, path: file, version, loggedIn: "unknown", text: words };
  }
  const loggedIn = await askLogin(provider, ask, environment);
  const words = `${title} ${version} at ${file}, ${LOGIN_WORDS[String(loggedIn)] ?? ""}`;
  return { found: true, path: file, version, loggedIn, text: words };
}

const LOGIN_WORDS: Readonly<Record<string, string>> = {
  true: "logged in",
  false: "not logged in",
  unknown: "login not known: try one run",
};

async function askLogin(
  provider: Provider,
  ask: (parameters: readonly string[]) => ReturnType<typeof askProgram>,
  environment: Readonly<Record<string, string>>,
): Promise<boolean | "unknown"> {
  if (provider.keyNames.some((name) => (environment[name] ?? "") !== "")) return true;
  const home = environment["HOME"];
  if (home !== undefined && provider.loginFiles.some((file) => existsSync(path.join(home, file))))
    return true;
  if (provider.loginProbe === undefined) return "unknown";
  const { end, text } = await ask(provider.loginProbe.parameters);
  if (end.cause !== "exit") return "unknown";
  return provider.loginProbe.read(end.exitCode, text) ?? "unknown";
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0]?.slice(0, 200) ?? "";
}
