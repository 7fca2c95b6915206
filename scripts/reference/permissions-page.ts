// What a permission means to each agent CLI: the very arguments, from the code that compiles them.

import path from "node:path";
import { PERMISSIONS, PROVIDERS, type Permission } from "../../src/core/settings/providers.ts";
import { Config } from "../../src/core/settings/config.ts";
import type { RunId } from "../../src/core/records/ids.ts";
import type { Provider, SessionKind } from "../../src/agents/providers/provider.ts";
import { PROVIDER_TABLE } from "../../src/agents/providers/table.ts";
import { code, page, table } from "./markdown.ts";

/** Flags that are used only where the installed program's help names them. */
export const NEW_FLAGS =
  "--restricted --disable-slash-commands --ignore-rules --max-budget-usd unbounded_connection_retries";

/** Every provider with its arguments. */
export function permissionsPage(): string {
  const providers = Object.values(PROVIDER_TABLE).filter(({ id }) => id !== "example");
  return page("Permissions, flag by flag", [
    "What wakehook starts for each `permission`, with a recent version of each program. `FOLDER`, `RUN` and `SESSION` stand for what belongs to one run. The prompt is never among the arguments: it goes in on standard input. Beside these come `model`, `reasoning_effort`, `allowed_tools` and `cli_parameters` of the hook.",
    ...providers.map(section),
  ]);
}

function section(provider: Provider): string {
  const rows = Object.keys(PERMISSIONS).map((permission) => {
    const made = compiled(provider, permission as Permission);
    return [code(permission), code(made.parameters), made.environment.map(code).join(" ")];
  });
  const others = {
    "`read_only` with `trust_folder`": compiled(provider, "read_only", { trustFolder: true }),
    "`read_only`, a conversation goes on": compiled(provider, "read_only", { kind: "continues" }),
  };
  for (const [title, made] of Object.entries(others))
    rows.push([title, code(made.parameters), made.environment.map(code).join(" ")]);
  const list = (names: readonly string[]): string => names.map(code).join(", ") || "none";
  return [
    `## ${provider.id}`,
    PROVIDERS[provider.id].title,
    table(["permission", "arguments", "environment"], rows),
    [
      `- Environment variables of yours that it gets beside the common ones: ${list(provider.environmentNames)}`,
      `- The folder's own instructions, handed over as text where the folder is not trusted: ${list(provider.instructionFiles)}`,
      `- What no flag switches off; where one of these lies in the folder or above it, the run ends in \`error:folder_not_allowed\`: ${list(provider.unswitchable)}`,
    ].join("\n"),
  ].join("\n\n");
}

function compiled(
  provider: Provider,
  permission: Permission,
  { trustFolder = false, kind = "alone" }: { trustFolder?: boolean; kind?: SessionKind } = {},
): { parameters: string; environment: string[] } {
  const { parameters, environment } = provider.compile({
    request: {
      runId: "RUN" as RunId,
      provider: provider.id,
      permission,
      allowedTools: [],
      parameters: [],
      trustFolder,
      folder: `${path.sep}FOLDER`,
      runFolder: `${path.sep}RUN`,
      agents: Config.parse({}).agents,
      timeoutMs: 1,
      budgetUsd: null,
      worktree: false,
      signal: new AbortController().signal,
      onProcess: () => undefined,
    },
    help: NEW_FLAGS,
    sessionId: "SESSION",
    sessionKind: kind,
    exampleFolder: `${path.sep}EXAMPLE`,
    temporaryFolder: `${path.sep}TMP`,
    taskFolder: `${path.sep}FOLDER`,
    environment: {},
    ownServers: [],
  });
  return {
    parameters: parameters.join(" "),
    environment: Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`),
  };
}
