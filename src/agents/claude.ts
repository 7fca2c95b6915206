// Claude Code, headless. Flags and records as seen with 2.1.330 (older ones lack some flags: the help decides).

import path from "node:path";
import { readMcpRule } from "../core/mcp-server.ts";
import type { Permission } from "../core/providers.ts";
import { numberOf, parseRecord, recordOf, recordsOf, textOf } from "./fields.ts";
import type { Failure } from "./failure.ts";
import { claudeMcp, claudeMcpRefusal, claudeMcpTools } from "./claude-mcp.ts";
import { isStrictMcp, mcpGrants, otherTools } from "./mcp-grants.ts";
import type { CompileInput, JsonRecord, Provider, Transcript } from "./provider.ts";
import { claudeTokens } from "./token-count.ts";

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

function compile({ request, help, sessionId, temporaryFolder }: CompileInput) {
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
    "--session-id",
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

function reader() {
  let result: JsonRecord | null = null;
  let sessionId: string | undefined;
  let lastWords = "";
  let toolsUsed = 0;
  let acted = false;
  let limitEndsAt: number | undefined;
  return {
    read(record: JsonRecord) {
      sessionId ??= textOf(record["session_id"]);
      const blocks = recordsOf(recordOf(record["message"])["content"]);
      if (record["type"] === "result") result = record;
      if (record["type"] === "rate_limit_event") limitEndsAt = limitEndOf(record);
      if (record["type"] === "assistant" && !isOwnError(record)) {
        acted = true;
        lastWords = blocks.map((block) => textOf(block["text"]) ?? "").join("") || lastWords;
      }
      if (record["type"] === "user")
        toolsUsed += blocks.filter(
          (block) => block["type"] === "tool_result" && block["is_error"] !== true,
        ).length;
    },
    end(): Transcript {
      const record = result ?? {};
      const denials = recordsOf(record["permission_denials"]);
      const failure = result === null ? null : failureOf(result, limitEndsAt);
      return {
        finished: result !== null && failure === null,
        answer: failure === null ? (textOf(record["result"]) ?? lastWords) : lastWords,
        failure,
        sessionId,
        costUsd: numberOf(record["total_cost_usd"]),
        turns: numberOf(record["num_turns"]),
        ...claudeTokens(record["usage"]),
        deniedTools: [...new Set(denials.map((denial) => textOf(denial["tool_name"]) ?? "?"))],
        toolsUsed,
        acted: acted || toolsUsed > 0 || denials.length > 0,
      };
    },
  };
}

/** An error of the model service comes as a message of the assistant too; the model did not say it. */
function isOwnError(record: JsonRecord): boolean {
  return (
    record["is_api_error_message"] === true ||
    recordOf(record["message"])["model"] === "<synthetic>"
  );
}

/** When the usage limit that refused the run ends; undefined where none did. */
function limitEndOf(record: JsonRecord): number | undefined {
  const info = recordOf(record["rate_limit_info"]);
  const seconds = info["status"] === "rejected" ? numberOf(info["resetsAt"]) : undefined;
  return seconds === undefined ? undefined : seconds * 1000;
}

/** An API error comes with subtype `success`: only `is_error` counts. */
function failureOf(result: JsonRecord, retryAt: number | undefined): Failure | null {
  const subtype = textOf(result["subtype"]) ?? "";
  if (result["is_error"] !== true && subtype === "success") return null;
  const errors = Array.isArray(result["errors"]) ? result["errors"].map(String) : [];
  const text = textOf(result["result"]) ?? (errors.join("; ") || subtype);
  if (subtype === "error_max_turns") return { text, kind: "max_turns" };
  if (subtype === "error_max_budget_usd") return { text, kind: "budget" };
  return { text, httpStatus: numberOf(result["api_error_status"]), retryAt };
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
  compile,
  reader,
  retry(line) {
    const record = parseRecord(line);
    if (record?.["subtype"] !== "api_retry") return null;
    const text = textOf(record["error"]) ?? "no answer";
    const retryAfterMs = numberOf(record["retry_delay_ms"]);
    return { text, httpStatus: numberOf(record["error_status"]), retryAfterMs };
  },
  retryLimit: 3,
};
