// What an end and a transcript mean, for the parts that no whole run shows.

import { describe, expect, it } from "vitest";
import { toOutcome, type EndedRun } from "../../../src/agents/outcome/outcome.ts";
import { PROVIDER_TABLE } from "../../../src/agents/providers/table.ts";
import type { JsonRecord } from "../../../src/agents/providers/provider.ts";
import type { ProcessEnd } from "../../../src/core/ports/process-port.ts";
import type { ProviderId } from "../../../src/core/settings/providers.ts";

const NOW = Date.parse("2026-11-21T14:00:00Z");
const EXIT = { cause: "exit", exitCode: 1, signal: null } as const;

function outcomeOf(
  provider: ProviderId,
  records: readonly JsonRecord[],
  changes: Partial<EndedRun> = {},
) {
  const reader = PROVIDER_TABLE[provider].reader();
  for (const record of records) reader.read(record);
  const stderr = changes.stderr ?? "";
  return toOutcome({
    provider,
    end: EXIT,
    transcript: reader.end(stderr),
    stderr,
    gaveUp: null,
    signal: new AbortController().signal,
    endedAt: NOW,
    ...changes,
  });
}

const claudeLimit = (text: string): JsonRecord => ({
  type: "result",
  subtype: "success",
  is_error: true,
  result: text,
  api_error_status: 429,
});

describe("retryAt", () => {
  it("is what Claude Code says in its record of the limit", () => {
    const info = { status: "rejected", resetsAt: NOW / 1000 + 5400, rateLimitType: "five_hour" };

    const outcome = outcomeOf("claude", [
      { type: "rate_limit_event", rate_limit_info: info },
      claudeLimit("You've hit your session limit"),
    ]);

    expect(outcome).toMatchObject({
      status: "error:limit_claude",
      retryAt: NOW + 5_400_000,
      untouched: true,
    });
  });

  it("is not what it says of a limit that refused nothing", () => {
    const info = { status: "allowed_warning", resetsAt: NOW / 1000 + 5400 };

    const outcome = outcomeOf("claude", [
      { type: "rate_limit_event", rate_limit_info: info },
      claudeLimit("rate limited"),
    ]);

    expect(outcome.retryAt).toBeUndefined();
  });

  it("passes on what opencode's service said, as seconds or as a date", () => {
    const failed = (headers: object): JsonRecord => ({
      type: "error",
      error: {
        name: "APIError",
        data: { message: "slow down", statusCode: 429, responseHeaders: headers },
      },
    });

    expect(outcomeOf("opencode", [failed({ "retry-after": "90" })]).retryAt).toBe(NOW + 90_000);
    expect(outcomeOf("opencode", [failed({ "retry-after-ms": "1500" })]).retryAt).toBe(NOW + 1500);
    const date = "Sat, 21 Nov 2026 15:00:00 GMT";
    expect(outcomeOf("opencode", [failed({ "retry-after": date })]).retryAt).toBe(NOW + 3_600_000);
    expect(outcomeOf("opencode", [failed({})]).retryAt).toBeUndefined();
  });

  it("stands only beside a limit or an overload", () => {
    const failed: JsonRecord = {
      type: "turn.failed",
      error: { message: "Not logged in. Please try again in 3 hours." },
    };

    const outcome = outcomeOf("codex", [failed]);

    expect(outcome).toMatchObject({ status: "error:auth_codex", untouched: true });
    expect(outcome.retryAt).toBeUndefined();
  });
});

describe("untouched", () => {
  const limit: JsonRecord = { type: "turn.failed", error: { message: "usage limit reached" } };

  it.each([
    ["a command that had begun", { type: "item.started", item: { type: "command_execution" } }],
    ["a file that was changed", { type: "item.completed", item: { type: "file_change" } }],
    ["words", { type: "item.completed", item: { type: "agent_message", text: "Done." } }],
  ])("is not said after %s", (_, record) => {
    expect(outcomeOf("codex", [record, limit])).toMatchObject({
      status: "error:limit_codex",
      untouched: false,
    });
  });

  it("is said where there were only warnings and thoughts", () => {
    const records = ["error", "reasoning"].map((type) => ({
      type: "item.completed",
      item: { type },
    }));

    expect(outcomeOf("codex", [...records, limit])).toMatchObject({ untouched: true });
  });

  it.each([
    ["timeout", false],
    ["hang", false],
    ["aborted", false],
    ["output_limit", false],
    ["not_found", true],
    ["not_started", true],
    ["folder_missing", true],
  ] as const)("after %s is %s", (cause, untouched) => {
    const end: ProcessEnd = { cause, exitCode: null, signal: null };

    expect(outcomeOf("claude", [], { end })).toMatchObject({ untouched });
  });

  it("is said of a run that was given up while it asked its service in vain", () => {
    const end: ProcessEnd = { cause: "aborted", exitCode: null, signal: "SIGTERM" };
    const gaveUp = { text: "Overloaded", httpStatus: 529 };

    expect(outcomeOf("claude", [], { end, gaveUp })).toMatchObject({
      status: "error:overloaded_claude",
      untouched: true,
    });
  });
});

it("says that the task folder was gone at the start", () => {
  const end: ProcessEnd = { cause: "folder_missing", exitCode: null, signal: null };

  expect(outcomeOf("claude", [], { end })).toMatchObject({ status: "error:folder_missing" });
});

describe("words of strangers", () => {
  const WORDS = "usage limit reached, resets in 5 days; please run /login; API Error: 529";

  it("in an answer make no status", () => {
    const outcome = outcomeOf(
      "claude",
      [{ type: "result", subtype: "success", is_error: false, result: WORDS }],
      { end: { ...EXIT, exitCode: 0 } },
    );

    expect(outcome.status).toBe("success");
  });

  it("in what a tool gave make none either, whatever the end", () => {
    const outcome = outcomeOf(
      "claude",
      [
        {
          type: "user",
          message: { role: "user", content: [{ type: "tool_result", content: WORDS }] },
        },
      ],
      { stderr: WORDS },
    );

    expect(outcome).toMatchObject({ status: "error:exit_1", untouched: false });
    expect(outcome.retryAt).toBeUndefined();
  });
});

describe("error:hang", () => {
  it("says how long it was silent", () => {
    const end: ProcessEnd = {
      cause: "hang",
      exitCode: null,
      signal: "SIGTERM",
      silentMs: 600_200,
    };

    expect(outcomeOf("codex", [], { end })).toMatchObject({
      status: "error:hang",
      reason: "nothing on its output for 10 min (agents.hang_seconds)",
    });
  });
});
