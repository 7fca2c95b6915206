// In: an MCP server on standard input and output. Out: a file for `sh` that starts it. So neither its environment nor
// its arguments stand in the arguments, the environment or the settings of the agent program, each of which has words
// of its own for `$`. Every value is quoted: nothing in it is expanded.

import path from "node:path";
import type { McpConnection } from "../../core/settings/mcp-server.ts";
import { RUN_ID_VARIABLE } from "../process/process-table.ts";

/** What the file is made of, beside the server. */
export interface StartFileParts {
  readonly runId: string;
  /** Variables that are the agent program's own business: keys of its model service. */
  readonly withheld: readonly string[];
}

/** The program that reads the file. */
export const START_PROGRAM = "/bin/sh";

/** The file's name in the temporary folder. */
export function startFileName(server: string): string {
  return `mcp-${server}.sh`;
}

/** The argument list that starts the server. */
export function startCommand(temporaryFolder: string, server: string): [string, string] {
  return [START_PROGRAM, path.join(temporaryFolder, startFileName(server))];
}

/** The file's text. */
export function startFileText(
  { command, environment }: Extract<McpConnection, { kind: "stdio" }>,
  { runId, withheld }: StartFileParts,
): string {
  // By the run's id what a server leaves behind is found again; some programs hand on little of their environment.
  const variables = Object.entries({ ...environment, [RUN_ID_VARIABLE]: runId });
  return [
    ...(withheld.length === 0 ? [] : [`unset ${withheld.join(" ")}`]),
    ...variables.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `exec ${command.map(quoted).join(" ")}`,
    "",
  ].join("\n");
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
