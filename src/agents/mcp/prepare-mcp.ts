// In: a run whose program was found. Out: what its MCP servers need before the program's arguments are put together, or
// why it is not started: an agent that should report through a server must not work in vain.

import { access } from "node:fs/promises";
import path from "node:path";
import type { AgentRequest } from "../../core/ports/agent-port.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import type { LoadedMcpServer } from "../../core/settings/mcp-server.ts";
import type { RunProcess } from "../../core/ports/process-port.ts";
import { askProgram } from "../process/ask-program.ts";
import { findExecutable } from "../process/executable.ts";
import { isStrictMcp, mcpGrants, type McpGrant } from "./mcp-grants.ts";
import { startFileName, startFileText } from "./mcp-start-file.ts";
import type { Provider } from "../providers/provider.ts";
import type { ReadyProgram } from "../run/run-agent.ts";

/** What is there before the start. */
export interface PreparedMcp {
  readonly ownServers: readonly string[];
  /** Files for the temporary folder: name -> text. */
  readonly files: Readonly<Record<string, string>>;
}

const TIME_LIMIT_MS = 30_000;

/** Looks at the servers, and asks the program for its own. */
export async function prepareMcp(
  deps: { readonly runProcess: RunProcess },
  request: AgentRequest,
  ready: ReadyProgram,
): Promise<PreparedMcp | RunOutcome> {
  const { provider, environment } = ready;
  const broken = (request.mcpServers ?? []).find(({ problem }) => problem !== null);
  if (broken !== undefined) return refuseMcp(`${broken.name}: ${broken.problem}`);
  const grants = mcpGrants(request);
  const missing = grants.find((grant) => !isThere(grant, environment["PATH"] ?? ""));
  if (missing !== undefined)
    return refuseMcp(`${missing.name}: ${programOf(missing)} is not there, or not on the PATH`);
  const machineFile = grants.length === 0 ? null : await firstThere(provider.machineSettings);
  if (machineFile !== null)
    return refuseMcp(`${provider.id} would not obey ${machineFile} in a run with MCP servers`);
  const ownServers = await askOwnServers(deps, request, ready);
  if (ownServers === null)
    return refuseMcp(`${provider.id} did not tell which MCP servers it would load by itself`);
  const files = startFiles(grants, { provider, runId: request.runId });
  return { ownServers, files };
}

/** The end of a run that cannot have its servers. */
export function refuseMcp(reason: string): RunOutcome {
  return { status: "error:mcp_server", reason, untouched: true };
}

/** Tells whether the program of a server is where it is looked for. */
export function isThere(
  { connection }: Pick<LoadedMcpServer, "connection">,
  searchPath: string,
): boolean {
  if (connection.kind === "http") return true;
  const [program = ""] = connection.command;
  if (!program.includes("/")) return findExecutable(program, searchPath) !== null;
  return path.isAbsolute(program)
    ? findExecutable(path.basename(program), path.dirname(program)) !== null
    : false;
}

function programOf({ connection }: McpGrant): string {
  return connection.kind === "stdio" ? (connection.command[0] ?? "") : connection.url;
}

async function firstThere(files: readonly string[] = []): Promise<string | null> {
  for (const file of files) {
    const isHere = await access(file).then(
      () => true,
      () => false,
    );
    if (isHere) return file;
  }
  return null;
}

async function askOwnServers(
  deps: { readonly runProcess: RunProcess },
  request: AgentRequest,
  { provider, program, environment, taskFolder }: ReadyProgram,
): Promise<readonly string[] | null> {
  const { ownServers } = provider;
  if (ownServers === undefined || !isStrictMcp(request)) return [];
  const question = ownServers.question({ request, taskFolder });
  const { end, stdout } = await askProgram(deps.runProcess, {
    argv: [...program, ...question.parameters],
    environment: { ...environment, ...question.environment },
    timeoutMs: TIME_LIMIT_MS,
    folder: request.folder,
    runId: `${request.runId}.mcp`,
    signal: request.signal,
  });
  // Ended from outside: the run itself will say so.
  if (request.signal.aborted) return [];
  return end.exitCode === 0 ? ownServers.read(stdout) : null;
}

const CREDENTIAL = /KEY|TOKEN|SECRET|CREDENTIAL/;

function startFiles(
  grants: readonly McpGrant[],
  { provider, runId }: { readonly provider: Provider; readonly runId: string },
): Record<string, string> {
  const withheld = provider.environmentNames.filter((name) => CREDENTIAL.test(name));
  const files = grants.flatMap(({ name, connection }) =>
    connection.kind === "stdio"
      ? [[startFileName(name), startFileText(connection, { runId, withheld })]]
      : [],
  );
  return Object.fromEntries(files) as Record<string, string>;
}
