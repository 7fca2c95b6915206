// opencode, `opencode run`. Flags and records as seen with 1.18.33.

import path from "node:path";
import type { Permission } from "../../core/settings/providers.ts";
import { parseRecord, textOf } from "./fields.ts";
import { mcpGrants, otherTools } from "../mcp/mcp-grants.ts";
import { opencodeMcp, opencodeOwnServers, withServers } from "../mcp/opencode-mcp.ts";
import { opencodeReader } from "./opencode-transcript.ts";
import type { CompileInput, Provider } from "./provider.ts";

const READING = { read: "allow", grep: "allow", glob: "allow", list: "allow" } as const;

/** The strongest of its settings, and the only ones behind those of the owner. */
const SETTINGS = "OPENCODE_CONFIG_CONTENT";

/** Characters in which an exported conversation names its folder; the words follow after. */
const EXPORT_START = 16_384;

/**
 * It allows everything unless it is told otherwise; `ask` would end the run without a word. What is not
 * named is denied, and a denied tool is not offered to the model.
 */
const PERMISSION_RULES: Readonly<Record<Permission, Readonly<Record<string, string>>>> = {
  read_only: { "*": "deny", ...READING },
  edit: { "*": "deny", ...READING, edit: "allow" },
  full: { "*": "allow", external_directory: "allow" },
};

function compile(input: CompileInput) {
  const { request, temporaryFolder, ownServers, environment, sessionKind } = input;
  const allowed = Object.fromEntries(otherTools(request).map((tool) => [tool, "allow"]));
  const mcp = opencodeMcp(mcpGrants(request), ownServers, temporaryFolder);
  const rules = { ...PERMISSION_RULES[request.permission], ...allowed, ...mcp.rules };
  const hasServers = Object.keys(mcp.servers).length > 0;
  const settings = hasServers ? withServers(environment[SETTINGS], mcp.servers) : null;
  return {
    parameters: [
      "run",
      "--format",
      "json",
      // Without a title it asks the model for one.
      "--title",
      `wakehook ${request.runId}`,
      // Its standard error is the only place that tells of another attempt, and of a new conversation's id before the
      // model has answered.
      "--print-logs",
      "--log-level",
      sessionKind === "begins" ? "INFO" : "ERROR",
      ...(request.trustFolder ? [] : ["--pure"]),
      ...(request.model === undefined ? [] : ["-m", request.model]),
      ...(request.effort === undefined ? [] : ["--variant", request.effort]),
      ...(sessionKind === "continues" ? ["--session", input.sessionId] : []),
      ...request.parameters,
    ],
    environment: {
      OPENCODE_PERMISSION: JSON.stringify(rules),
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      ...projectSettings(request),
      ...(settings === null ? {} : { [SETTINGS]: settings }),
    },
    files: mcp.files,
    ...(hasServers && settings === null
      ? { refusal: `${SETTINGS} is no JSON, and MCP servers have to be added to it` }
      : {}),
  };
}

function projectSettings({
  trustFolder,
}: Pick<CompileInput["request"], "trustFolder">): Record<string, string> {
  return trustFolder ? {} : { OPENCODE_DISABLE_PROJECT_CONFIG: "1" };
}

/** The folder of a conversation, from the start of what `export` prints. */
function opencodeFolder(stdout: string): string | null {
  const written = /"directory": ("(?:[^"\\]|\\.)*")/.exec(stdout.slice(0, EXPORT_START))?.[1];
  return written === undefined ? null : (JSON.parse(written) as string);
}

/** opencode. */
export const opencode: Provider = {
  id: "opencode",
  environmentNames: [
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_GENERATIVE_AI_API_KEY",
    "OPENROUTER_API_KEY",
    "OPENCODE_API_KEY",
    "OPENCODE_CONFIG",
    "OPENCODE_CONFIG_CONTENT",
    "OPENCODE_CONFIG_DIR",
  ],
  keyNames: [],
  loginFiles: [],
  credentialFiles: ({
    HOME = "",
    XDG_DATA_HOME = path.join(HOME, ".local/share"),
    XDG_CONFIG_HOME = path.join(HOME, ".config"),
  }) => [
    path.join(XDG_DATA_HOME, "opencode/auth.json"),
    path.join(XDG_CONFIG_HOME, "opencode/opencode.json"),
  ],
  helpParameters: [],
  instructionFiles: ["AGENTS.md", "CLAUDE.md"],
  // Run with --pure and without the project's configuration all the same.
  unswitchable: [".opencode/plugin", ".opencode/plugins", ".opencode/tool", ".opencode/tools"],
  ownServers: {
    question: ({ request }) => ({
      parameters: ["debug", "config", ...(request.trustFolder ? [] : ["--pure"])],
      environment: { OPENCODE_DISABLE_AUTOUPDATE: "1", ...projectSettings(request) },
    }),
    read: opencodeOwnServers,
  },
  loginProbe: {
    parameters: ["auth", "list"],
    read: (_, text) => {
      const count = /(\d+) credentials?/.exec(text)?.[1];
      const fromEnvironment = /(\d+) environment variables?/.exec(text)?.[1];
      if (count === undefined) return null;
      // A provider written into its configuration has no credential here.
      return Number(count) + Number(fromEnvironment ?? 0) > 0 ? true : null;
    },
  },
  sessions: {
    id: /^ses_\w+$/,
    idIn: (line) =>
      textOf(parseRecord(line)?.["sessionID"]) ??
      / message=created id=(ses_\w+) /.exec(line)?.[1] ??
      null,
    unknown: /Session not found/,
    boundToFolder: true,
    // In another folder it would carry the turn out there, and wait here for ever.
    place: {
      question: ({ trustFolder }, sessionId) => ({
        parameters: ["export", sessionId, ...(trustFolder ? [] : ["--pure"])],
        environment: { OPENCODE_DISABLE_AUTOUPDATE: "1", ...projectSettings({ trustFolder }) },
      }),
      read: opencodeFolder,
    },
    forgets: [],
  },
  chatter: / level=INFO /,
  compile,
  reader: opencodeReader,
  retry(line) {
    const error = /message="stream error".*?error\.error="([^"]*)"/.exec(line)?.[1];
    return error === undefined ? null : { text: error };
  },
  retryLimit: 3,
};
