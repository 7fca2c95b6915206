// Codex, `codex exec`. Flags and records as seen with 0.169.0.

import path from "node:path";
import type { Permission } from "../../core/settings/providers.ts";
import { parseRecord, recordOf, textOf } from "./fields.ts";
import type { Failure } from "../outcome/failure.ts";
import { codexMcp, codexOwnServers } from "../mcp/codex-mcp.ts";
import { isStrictMcp, mcpGrants } from "../mcp/mcp-grants.ts";
import type { CompileInput, JsonRecord, Provider, Transcript } from "./provider.ts";
import { UUID } from "./session-id.ts";
import { addTokens, plainTokens, type TokenCount } from "./token-count.ts";

/** The sandbox decides; approvals are never asked for in `exec`. Reading is not confined by any of them. */
const PERMISSION_FLAGS: Readonly<Record<Permission, string>> = {
  read_only: "read-only",
  edit: "workspace-write",
  full: "danger-full-access",
};

/** Parts of it that bring MCP servers of their own. */
const SERVER_FEATURES = ["apps", "plugins"];

/** `allowed_tools` has no flag here but for MCP: the sandbox alone decides. */
function compile(input: CompileInput) {
  const { request, help, taskFolder, temporaryFolder, ownServers } = input;
  const has = (word: string): boolean => help.includes(word);
  const isStrict = isStrictMcp(request);
  const features = ["unbounded_connection_retries", ...(isStrict ? SERVER_FEATURES : [])];
  const switchOff = features.filter((feature) => new RegExp(`\\b${feature}\\b`).test(help));
  const mcp = codexMcp(mcpGrants(request), ownServers, temporaryFolder);
  return {
    parameters: [
      "exec",
      "--json",
      "--skip-git-repo-check",
      "-s",
      PERMISSION_FLAGS[request.permission],
      // Where it was started: its name may have been turned to another folder since.
      "-C",
      ".",
      ...switchOff.flatMap((feature) => ["--disable", feature]),
      // Keys of the service stay out of the model's shell.
      "-c",
      "shell_environment_policy.ignore_default_excludes=false",
      ...untrustedFlags(request, taskFolder),
      ...mcp.parameters,
      ...(!request.trustFolder && has("--ignore-rules") ? ["--ignore-rules"] : []),
      ...(request.model === undefined ? [] : ["-m", request.model]),
      ...(request.effort === undefined
        ? []
        : ["-c", `model_reasoning_effort=${JSON.stringify(request.effort)}`]),
      ...request.parameters,
      // All flags stand before it: of its own it has only a few, and neither the sandbox nor the folder.
      ...(input.sessionKind === "continues" ? ["resume", input.sessionId] : []),
      "-",
    ],
    environment: mcp.environment,
  };
}

function untrustedFlags(
  { trustFolder, folder }: CompileInput["request"],
  taskFolder: string,
): string[] {
  return trustFolder ? [] : ["-c", untrusted([folder, taskFolder])];
}

/**
 * A folder that the owner once trusted by hand would bring its own MCP commands. The folder and all above
 * it are called untrusted for this run: trust may be written for the root of a repository, and counts for
 * its worktrees.
 */
function untrusted(folders: readonly string[]): string {
  const all = new Set<string>();
  for (const folder of folders)
    for (let at = folder; !all.has(at); at = path.dirname(at)) all.add(at);
  const rows = [...all].map((one) => `${JSON.stringify(one)}={trust_level="untrusted"}`);
  return `projects={${rows.join(",")}}`;
}

/** Items that are no words and no deeds: warnings and thoughts. */
const HARMLESS: ReadonlySet<string> = new Set(["error", "reasoning"]);

function reader() {
  let answer = "";
  let sessionId: string | undefined;
  let failure: Failure | null = null;
  let turns = 0;
  let tokens: TokenCount = {};
  let toolsUsed = 0;
  let acted = false;
  const denied = new Set<string>();
  const readItem = (item: JsonRecord): void => {
    const type = textOf(item["type"]) ?? "";
    if (type === "agent_message") answer = textOf(item["text"]) ?? answer;
    // An item of type `error` is a warning; only turn.failed ends the run.
    if (HARMLESS.has(type)) return;
    acted = true;
    if (type === "agent_message") return;
    if (item["status"] === "declined") denied.add(type);
    if (item["status"] === "completed") toolsUsed += 1;
  };
  return {
    read(record: JsonRecord) {
      switch (record["type"]) {
        case "thread.started":
          sessionId = textOf(record["thread_id"]);
          break;
        case "item.started":
          acted ||= !HARMLESS.has(textOf(recordOf(record["item"])["type"]) ?? "");
          break;
        case "item.completed":
          readItem(recordOf(record["item"]));
          break;
        case "turn.completed":
          turns += 1;
          tokens = addTokens(tokens, plainTokens(record["usage"]));
          failure = null;
          break;
        case "turn.failed":
          failure = { text: textOf(recordOf(record["error"])["message"]) ?? "turn.failed" };
          break;
      }
    },
    end(): Transcript {
      const finished = turns > 0 && failure === null;
      return {
        finished,
        answer,
        failure,
        sessionId,
        turns,
        ...tokens,
        deniedTools: [...denied],
        toolsUsed,
        acted: acted || answer !== "" || turns > 0,
      };
    },
  };
}

/** Codex. It reports no cost, and sums its usage up over a resumed thread. */
export const codex: Provider = {
  id: "codex",
  environmentNames: ["CODEX_API_KEY", "OPENAI_API_KEY", "CODEX_HOME", "OPENAI_BASE_URL"],
  keyNames: ["CODEX_API_KEY"],
  loginFiles: [],
  credentialFiles: ({ HOME = "", CODEX_HOME = path.join(HOME, ".codex") }) =>
    ["auth.json", "config.toml"].map((name) => path.join(CODEX_HOME, name)),
  helpParameters: [
    ["exec", "--help"],
    ["features", "list"],
  ],
  instructionFiles: ["AGENTS.md"],
  unswitchable: [],
  ownServers: {
    question: ({ request, taskFolder }) => ({
      parameters: ["mcp", "list", "--json", ...untrustedFlags(request, taskFolder)],
    }),
    read: codexOwnServers,
  },
  loginProbe: {
    parameters: ["login", "status"],
    read: (exitCode, text) => {
      if (/not logged in/i.test(text)) return false;
      return exitCode === 0 ? true : null;
    },
  },
  sessions: {
    id: UUID,
    idIn(line) {
      const record = parseRecord(line);
      return record?.["type"] === "thread.started" ? (textOf(record["thread_id"]) ?? null) : null;
    },
    unknown: /no rollout found for thread id/,
    boundToFolder: false,
    sumsTokens: true,
    forgets: ["--ephemeral"],
  },
  compile,
  reader,
  retry(line) {
    const record = parseRecord(line);
    const message = record?.["type"] === "error" ? textOf(record["message"]) : undefined;
    if (message === undefined) return null;
    return /^Reconnecting|waiting for network/i.test(message) ? { text: message } : null;
  },
  retryLimit: 4,
};
