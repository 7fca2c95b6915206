// In: `mcp_servers` of config.json. Out: each as an agent can be given it, with `env:` and `file:` resolved. One whose
// secret cannot be had is given to no agent, and harms no other.

import type { Config } from "../../core/settings/config.ts";
import {
  mcpSecretsOf,
  type LoadedMcpServer,
  type McpConnection,
  type McpServer,
} from "../../core/settings/mcp-server.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { Environment } from "../../system/environment.ts";
import { CONFIG_NAME, hiddenFinding, type Place } from "../check/finding.ts";
import { HEADER_VALUE, WITH_SCHEME } from "./forward-secrets.ts";
import { resolveSecret } from "./secrets.ts";

/** Servers as they are in force. */
export interface LoadedMcpServers {
  readonly servers: readonly LoadedMcpServer[];
  readonly problems: readonly Problem[];
}

const PLACE: Place = { file: CONFIG_NAME };

/** Resolves them; does not throw. */
export async function loadMcpServers(
  { mcpServers }: Pick<Config, "mcpServers">,
  environment: Environment,
): Promise<LoadedMcpServers> {
  const loaded = await Promise.all(mcpServers.map((server, at) => load(server, at, environment)));
  return {
    servers: loaded.map(({ server }) => server),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

async function load(
  server: McpServer,
  at: number,
  environment: Environment,
): Promise<{ server: LoadedMcpServer; problems: Problem[] }> {
  const field = `mcp_servers.${at}`;
  const variables = await resolveAll(server.environment, `${field}.environment`, environment);
  const headers = await resolveAll(server.headers, `${field}.headers`, environment);
  const unfit = Object.entries(headers.values)
    .filter(([, value]) => !HEADER_VALUE.test(value))
    .map(([name]) => warning(`${field}.headers.${name}`, "is not fit for a header"));
  const nul = Object.entries(variables.values)
    .filter(([, value]) => value.includes("\0"))
    .map(([name]) => warning(`${field}.environment.${name}`, "holds a NUL byte"));
  const problems = [...variables.problems, ...headers.problems, ...unfit, ...nul];
  const isMissing = variables.missing.length + headers.missing.length > 0;
  const problem =
    isMissing || unfit.length + nul.length > 0
      ? `a value of its environment or headers cannot be had: wakehook config check`
      : null;
  return {
    server: {
      name: server.name,
      connection: connectionOf(server, variables.values, headers.values),
      problem,
      secretValues: [...variables.secrets, ...headers.secrets],
    },
    problems,
  };
}

function connectionOf(
  { command, url = "" }: McpServer,
  environment: Record<string, string>,
  headers: Record<string, string>,
): McpConnection {
  if (command === undefined) return { kind: "http", url, headers };
  return { kind: "stdio", command, environment };
}

interface Resolved {
  readonly values: Record<string, string>;
  readonly missing: string[];
  readonly secrets: string[];
  readonly problems: Problem[];
}

async function resolveAll(
  written: Readonly<Record<string, string>>,
  field: string,
  environment: Environment,
): Promise<Resolved> {
  const found: Resolved = { values: {}, missing: [], secrets: [], problems: [] };
  for (const [name, text] of Object.entries(written)) {
    const [, scheme = "", reference = text] = WITH_SCHEME.exec(text) ?? [];
    const at = { ...PLACE, field: `${field}.${name}` };
    const { value, problems } = await resolveSecret(reference, environment, at);
    found.problems.push(...problems.map(asWarning));
    if (value === null && text !== "") {
      found.missing.push(name);
      continue;
    }
    found.values[name] = scheme + (value ?? "");
    if (value !== null) found.secrets.push(...mcpSecretsOf(name, text, value));
  }
  return found;
}

/** An error would keep the whole file from being used; one server is not worth that. */
function asWarning(problem: Problem): Problem {
  return { ...problem, level: "warning" };
}

function warning(field: string, message: string): Problem {
  return hiddenFinding("warning", PLACE, { field, message });
}
