// Claude Code, headless. Flags and records as seen with 2.1.330 (older ones lack some flags: the help decides).

import path from "node:path";
import { readMcpRule } from "../../core/settings/mcp-server.ts";
import type { Permission } from "../../core/settings/providers.ts";
import { numberOf, parseRecord, textOf } from "./fields.ts";
import { claudeMcp, claudeMcpRefusal, claudeMcpTools } from "../mcp/claude-mcp.ts";
import { isStrictMcp, mcpGrants, otherTools } from "../mcp/mcp-grants.ts";
import { claudeReader } from "./claude-transcript.ts";
import type { CompileInput, Provider } from "./provider.ts";
import { UUID } from "./session-id.ts";

const READ_TOOLS = ["Read", "Grep", "Glob"];
const EDIT_TOOLS = ["Edit", "Write", "NotebookEdit"];

/**
 * What each permission means to this program. `dontAsk` denies what is not listed, in all of them:
 * a bypass mode is never used (it is refused for root, and it asks nobody for anything).
 * `confined`: `--restricted` keeps file tools in the folder and loads no settings of anybody.
 */
const PERMISSION_FLAGS: Readonly<
  Record<Permission, { mode: string; tools: string[] | null; allowed: string[]; confined: boolean }>
> = {
  read_only: { mode: "dontAsk", tools: READ_TOOLS, allowed: [], confined: true },
  edit: {
    mode: "acceptEdits",
    tools: [...READ_TOOLS, ...EDIT_TOOLS],
    allowed: [],
    confined: true,
  },
  full: {
    mode: "dontAsk",
    tools: null,
    allowed: ["Bash", ...READ_TOOLS, ...EDIT_TOOLS, "WebFetch", "WebSearch", "Task"],
    confined: false,
  },
};

/** Dollars; below it nothing would be left of the number. */
const LEAST_BUDGET = 0.0001;

/** `Bash(git log *)` -> `Bash`. */
function toolName(rule: string): string {
  return rule.replace(/\(.*$/s, "");
}

function compile({ request, help, sessionId, sessionKind, temporaryFolder }: CompileInput) {
  const row = PERMISSION_FLAGS[request.permission];
  const grants = mcpGrants(request);
  const mcp = claudeMcp(grants, temporaryFolder);
  const refusal = claudeMcpRefusal(grants);
  const others = otherTools(request);
  const allowed = [...row.allowed, ...others, ...claudeMcpTools(grants)];
  const builtIn = others.filter((tool) => readMcpRule(tool) === null);
  const tools = row.tools === null ? null : [...row.tools, ...builtIn.map(toolName)];
  const has = (flag: string): boolean => help.includes(flag);
  const confined = row.confined && !request.trustFolder && has("--restricted");
  const parameters = [
    "-p",
    ...request.parameters,
    "--output-format",
    "stream-json",
    "--verbose",
    "--permission-mode",
    row.mode,
    ...(confined ? ["--restricted"] : []),
    // Without --restricted: the owner's own settings, never the folder's.
    ...(!confined && !request.trustFolder ? ["--setting-sources", "user"] : []),
    ...(isStrictMcp(request) ? ["--strict-mcp-config"] : []),
    ...mcp.parameters,
    ...(has("--disable-slash-commands") ? ["--disable-slash-commands"] : []),
    ...(tools === null ? [] : ["--tools", [...new Set(tools)].join(",")]),
    ...(request.model === undefined ? [] : ["--model", request.model]),
    ...(request.effort === undefined ? [] : ["--effort", request.effort]),
    ...(request.budgetUsd !== null && has("--max-budget-usd")
      ? ["--max-budget-usd", Math.max(request.budgetUsd, LEAST_BUDGET).toFixed(4)]
      : []),
    sessionKind === "continues" ? "--resume" : "--session-id",
    sessionId,
    ...(allowed.length === 0 ? [] : ["--allowedTools", ...allowed]),
  ];
  return {
    parameters,
    // Without a bound a dead model server is asked for three minutes.
    environment: { CLAUDE_CODE_MAX_RETRIES: "2", DISABLE_AUTOUPDATER: "1" },
    files: mcp.files,
    ...(refusal === null ? {} : { refusal }),
  };
}

/** Claude Code. */
export const claude: Provider = {
  id: "claude",
  environmentNames: [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CLAUDE_CONFIG_DIR",
  ],
  keyNames: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
  loginFiles: [],
  // On macOS it keeps its login in the keychain.
  credentialFiles: ({ HOME = "", CLAUDE_CONFIG_DIR = path.join(HOME, ".claude") }) => [
    path.join(CLAUDE_CONFIG_DIR, ".credentials.json"),
  ],
  helpParameters: [["--help"]],
  instructionFiles: ["CLAUDE.md", "AGENTS.md"],
  unswitchable: [],
  loginProbe: {
    parameters: ["auth", "status"],
    read: (_, text) => {
      const known = parseRecord(text.replaceAll("\n", " "))?.["loggedIn"];
      return typeof known === "boolean" ? known : null;
    },
  },
  sessions: {
    id: UUID,
    unknown: /No conversation found with session ID/,
    taken: /Session ID \S+ is already in use/,
    // Older versions look for it in the folder alone.
    boundToFolder: false,
    forgets: ["--no-session-persistence"],
  },
  compile,
  reader: claudeReader,
  retry(line) {
    const record = parseRecord(line);
    if (record?.["subtype"] !== "api_retry") return null;
    const text = textOf(record["error"]) ?? "no answer";
    const retryAfterMs = numberOf(record["retry_delay_ms"]);
    return { text, httpStatus: numberOf(record["error_status"]), retryAfterMs };
  },
  retryLimit: 3,
};
