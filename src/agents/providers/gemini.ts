// Gemini CLI, headless. Flags and records as seen with 0.61.0.

import path from "node:path";
import type { Permission } from "../../core/settings/providers.ts";
import type { Failure, FailureKind } from "../outcome/failure.ts";
import { lastRecordIn, numberOf, recordOf, textOf } from "./fields.ts";
import { geminiMcp } from "../mcp/gemini-mcp.ts";
import { isStrictMcp, mcpGrants, otherTools } from "../mcp/mcp-grants.ts";
import type { CompileInput, JsonRecord, Provider, Transcript } from "./provider.ts";
import { UUID } from "./session-id.ts";
import { plainTokens } from "./token-count.ts";

/** Without a terminal, what a mode would ask for is not offered to the model at all. */
const PERMISSION_FLAGS: Readonly<Record<Permission, string>> = {
  read_only: "default",
  edit: "auto_edit",
  full: "yolo",
};

/** Exit codes of its own; all others are the service's HTTP status cut to 8 bits, and worth nothing. */
const EXIT_KINDS: Readonly<Record<number, FailureKind>> = { 41: "auth", 53: "max_turns" };

/** Lowest in its order of settings: what the owner wrote is stronger. Its folder must not be open to others. */
const SETTINGS_FILE = "gemini-settings.json";
const DEFAULTS_FILE = "gemini-defaults.json";
const DEFAULTS = { general: { maxAttempts: 2, enableAutoUpdate: false } };
/** A folder's .env could name another service for the owner's key, or another system prompt. */
const UNTRUSTED_DEFAULTS = { ...DEFAULTS, advanced: { ignoreLocalEnv: true } };

function compile({ request, sessionId, sessionKind, temporaryFolder }: CompileInput) {
  const mcp = geminiMcp(mcpGrants(request), temporaryFolder);
  return {
    parameters: [
      "--output-format",
      "stream-json",
      // Not the variable: that one also runs what the folder's settings name.
      "--skip-trust",
      "--approval-mode",
      PERMISSION_FLAGS[request.permission],
      sessionKind === "continues" ? "--resume" : "--session-id",
      sessionId,
      ...(request.model === undefined ? [] : ["-m", request.model]),
      ...otherTools(request).map((tool) => `--allowed-tools=${tool}`),
      ...(isStrictMcp(request) ? mcp.parameters : []),
      ...request.parameters,
    ],
    environment: {
      // Otherwise a wrapper process that hands no signal on.
      GEMINI_CLI_NO_RELAUNCH: "true",
      GEMINI_CLI_SYSTEM_DEFAULTS_PATH: path.join(temporaryFolder, DEFAULTS_FILE),
      ...(mcp.settings === null
        ? {}
        : { GEMINI_CLI_SYSTEM_SETTINGS_PATH: path.join(temporaryFolder, SETTINGS_FILE) }),
    },
    files: {
      [DEFAULTS_FILE]: JSON.stringify(request.trustFolder ? DEFAULTS : UNTRUSTED_DEFAULTS),
      ...(mcp.settings === null ? {} : { [SETTINGS_FILE]: JSON.stringify(mcp.settings) }),
    },
  };
}

function reader() {
  let result: JsonRecord | null = null;
  let sessionId: string | undefined;
  let words = "";
  let lastWords = "";
  let toolsUsed = 0;
  let turns = 0;
  const toolNames = new Map<string, string>();
  const denied = new Set<string>();
  return {
    read(record: JsonRecord) {
      const toolId = textOf(record["tool_id"]) ?? "";
      switch (record["type"]) {
        case "init":
          sessionId = textOf(record["session_id"]);
          break;
        case "message":
          if (record["role"] === "assistant") words += textOf(record["content"]) ?? "";
          break;
        case "tool_use":
          turns += 1;
          lastWords = words || lastWords;
          words = "";
          toolNames.set(toolId, textOf(record["tool_name"]) ?? "?");
          break;
        case "tool_result":
          if (record["status"] === "success") toolsUsed += 1;
          else if (isDenial(record)) denied.add(toolNames.get(toolId) ?? "?");
          break;
        case "result":
          result = record;
          break;
      }
    },
    end(stderr: string): Transcript {
      const failure = result === null ? failureInStderr(stderr) : failureOf(result, stderr);
      return {
        finished: result !== null && failure === null,
        answer: (words || lastWords).trim(),
        failure,
        sessionId,
        turns: result === null ? undefined : turns + 1,
        ...plainTokens(result?.["stats"]),
        deniedTools: [...denied],
        toolsUsed,
        acted: words !== "" || turns > 0,
      };
    },
  };
}

function isDenial(record: JsonRecord): boolean {
  const { message, type } = recordOf(record["error"]);
  const words = `${textOf(type) ?? ""} ${textOf(message) ?? ""} ${textOf(record["output"]) ?? ""}`;
  return /denied by policy|path not in workspace|requires user confirmation|policy_violation/i.test(
    words,
  );
}

/** The record has the service's words only; its HTTP status stands below the stack trace. */
function failureOf(result: JsonRecord, stderr: string): Failure | null {
  if (result["status"] === "success") return null;
  const text = textOf(recordOf(result["error"])["message"]) ?? "no reason given";
  const code = [...stderr.matchAll(/^ *(?:status|code): (\d{3}),?$/gm)].at(-1)?.[1];
  return { text, httpStatus: code === undefined ? undefined : Number(code) };
}

/** What fails before the first record stands on standard error, as the last JSON object behind stack traces. */
function failureInStderr(stderr: string): Failure | null {
  const error = recordOf(lastRecordIn(stderr)?.["error"]);
  const text = textOf(error["message"]);
  if (text === undefined) return null;
  const code = numberOf(error["code"]);
  return {
    text,
    kind: code === undefined ? undefined : EXIT_KINDS[code],
    httpStatus: code !== undefined && code >= 400 ? code : undefined,
  };
}

/** Gemini CLI. It reports no cost. It reads the folder's GEMINI.md by itself, as text. */
export const gemini: Provider = {
  id: "gemini",
  environmentNames: [
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_GENAI_USE_GCA",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_CLOUD_LOCATION",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GEMINI_CLI_HOME",
  ],
  forbiddenEnvironment: ["GEMINI_CLI_TRUST_WORKSPACE"],
  keyNames: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  loginFiles: [".gemini/oauth_creds.json"],
  credentialFiles: ({ HOME = "", GEMINI_CLI_HOME = HOME }) =>
    ["oauth_creds.json", ".env"].map((name) => path.join(GEMINI_CLI_HOME, ".gemini", name)),
  helpParameters: [],
  instructionFiles: [],
  // Read where the folder counts as trusted, which --skip-trust makes it.
  unswitchable: [".gemini/.env"],
  machineSettings: [
    "/etc/gemini-cli/settings.json",
    "/Library/Application Support/GeminiCli/settings.json",
  ],
  sessions: {
    id: UUID,
    unknown:
      /Error resuming session: (Invalid session identifier|No previous sessions found for this project)/,
    taken: /Session ID \S+ already exists/,
    boundToFolder: true,
    forgets: [],
  },
  compile,
  reader,
  retry(line) {
    return /^Attempt \d+ failed/.test(line) ? { text: line } : null;
  },
  retryLimit: 3,
};
