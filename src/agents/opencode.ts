// opencode, `opencode run`. Flags and records as seen with 1.18.33.

import path from "node:path";
import type { Permission } from "../core/providers.ts";
import { numberOf, recordOf, textOf } from "./fields.ts";
import type { Failure } from "./failure.ts";
import { mcpGrants, otherTools } from "./mcp-grants.ts";
import { opencodeMcp, opencodeOwnServers, withServers } from "./opencode-mcp.ts";
import type { CompileInput, JsonRecord, Provider, Transcript } from "./provider.ts";
import { addTokens, stepTokens, type TokenCount } from "./token-count.ts";

const READING = { read: "allow", grep: "allow", glob: "allow", list: "allow" } as const;

/** The strongest of its settings, and the only ones behind those of the owner. */
const SETTINGS = "OPENCODE_CONFIG_CONTENT";

/**
 * It allows everything unless it is told otherwise; `ask` would end the run without a word. What is not
 * named is denied, and a denied tool is not offered to the model.
 */
const PERMISSION_RULES: Readonly<Record<Permission, Readonly<Record<string, string>>>> = {
  read_only: { "*": "deny", ...READING },
  edit: { "*": "deny", ...READING, edit: "allow" },
  full: { "*": "allow", external_directory: "allow" },
};

function compile({ request, temporaryFolder, ownServers, environment }: CompileInput) {
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
      // Its standard error is the only place that tells of another attempt.
      "--print-logs",
      "--log-level",
      "ERROR",
      ...(request.trustFolder ? [] : ["--pure"]),
      ...(request.model === undefined ? [] : ["-m", request.model]),
      ...(request.effort === undefined ? [] : ["--variant", request.effort]),
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

function projectSettings({ trustFolder }: CompileInput["request"]): Record<string, string> {
  return trustFolder ? {} : { OPENCODE_DISABLE_PROJECT_CONFIG: "1" };
}

function reader() {
  let sessionId: string | undefined;
  let failure: Failure | null = null;
  let words: string[] = [];
  let lastWords = "";
  let stopped = false;
  let cost = 0;
  let turns = 0;
  let tokens: TokenCount = {};
  let toolsUsed = 0;
  let acted = false;
  const denied = new Set<string>();
  const readTool = (part: JsonRecord): void => {
    acted = true;
    lastWords = words.join("\n") || lastWords;
    words = [];
    const state = recordOf(part["state"]);
    if (state["status"] === "completed") toolsUsed += 1;
    else if (/prevents you from using|rejected permission/i.test(textOf(state["error"]) ?? ""))
      denied.add(textOf(part["tool"]) ?? "?");
  };
  return {
    read(record: JsonRecord) {
      sessionId ??= textOf(record["sessionID"]);
      const part = recordOf(record["part"]);
      switch (record["type"]) {
        case "text":
          words.push(textOf(part["text"]) ?? "");
          break;
        case "tool_use":
          readTool(part);
          break;
        case "step_finish":
          turns += 1;
          tokens = addTokens(tokens, stepTokens(part["tokens"]));
          cost += numberOf(part["cost"]) ?? 0;
          stopped = part["reason"] === "stop";
          break;
        case "error":
          failure = failureOf(recordOf(record["error"]));
          break;
      }
    },
    // There is no record of the end: the last step's reason has to do.
    end(): Transcript {
      const answer = (words.join("\n") || lastWords).trim();
      const finished = stopped && failure === null;
      return {
        finished,
        answer,
        failure,
        sessionId,
        costUsd: cost,
        turns,
        ...tokens,
        deniedTools: [...denied],
        toolsUsed,
        acted: acted || answer !== "" || turns > 0,
      };
    },
  };
}

function failureOf(error: JsonRecord): Failure {
  const data = recordOf(error["data"]);
  const text = textOf(data["message"]) ?? textOf(error["name"]) ?? "no reason given";
  const headers = recordOf(data["responseHeaders"]);
  return { text, httpStatus: numberOf(data["statusCode"]), ...retryAfter(headers) };
}

/** What the service said of its own: seconds, milliseconds, or a date. */
function retryAfter(headers: JsonRecord): Pick<Failure, "retryAt" | "retryAfterMs"> {
  const exact = Number.parseFloat(textOf(headers["retry-after-ms"]) ?? "");
  if (exact > 0) return { retryAfterMs: exact };
  const written = textOf(headers["retry-after"]) ?? "";
  if (/^\d+(\.\d+)?$/.test(written)) return { retryAfterMs: Number(written) * 1000 };
  const at = Date.parse(written);
  return Number.isNaN(at) ? {} : { retryAt: at };
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
  compile,
  reader,
  retry(line) {
    const error = /message="stream error".*?error\.error="([^"]*)"/.exec(line)?.[1];
    return error === undefined ? null : { text: error };
  },
  retryLimit: 3,
};
