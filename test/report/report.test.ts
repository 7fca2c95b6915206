import { describe, expect, it } from "vitest";
import { Config } from "../../src/core/settings/config.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { RunId } from "../../src/core/records/ids.ts";
import type { Ending } from "../../src/core/outbound/report.ts";
import { toMessage } from "../../src/report/message.ts";
import { parseReport, reportsOf } from "../../src/report/report.ts";
import { retryDelayMs } from "../../src/report/retry-delay.ts";
import { delivery } from "../admin/harness.ts";

const hook = (more: Record<string, unknown> = {}) =>
  Hook.parse({ id: "site", title: "The site", mode: "wake", to: ["bot"], ...more });
const config = (owner: string[] = []) => Config.parse({ owner });
const ending = (outcome: Ending["outcome"]): Ending => ({
  runId: "run_1" as RunId,
  durationMs: 1500,
  outcome,
});
const sinks = (
  owner: string[],
  given: ReturnType<typeof hook> | null,
  outcome: Ending["outcome"],
) => reportsOf(config(owner), given, delivery(1), ending(outcome)).map(({ sink }) => sink);

describe("reports of an end", () => {
  it.each([
    [
      "the log and the local chat where the owner names none",
      [],
      ["owner"],
      ["log", "target:local"],
    ],
    [
      "each of the owner's chats once",
      ["a", "b"],
      ["owner", "x", "a"],
      ["target:a", "target:b", "target:local", "target:x"],
    ],
    ["the log by its name", ["a"], ["log", "owner"], ["log", "target:a", "target:local"]],
    ["nobody where the list is empty", ["a"], [], []],
  ])("go to %s", (_, owner, report, expected) => {
    expect(sinks(owner, hook({ report }), { status: "error:timeout" })).toEqual(expected);
  });

  it("go to the owner where the hook is gone", () => {
    expect(sinks(["a"], null, { status: "error:not_found" })).toEqual(["target:a", "target:local"]);
  });

  it.each([
    ["a skip", { status: "skipped:filtered" }],
    ["an answer that asks for silence", { status: "success", answer: " [SILENT] nothing" }],
  ] as const)("are not made of %s", (_, outcome) => {
    expect(sinks(["a"], hook(), outcome)).toEqual([]);
  });

  it.each([
    [
      "the targets that answered a wake",
      hook(),
      { status: "success", agent: "a, c" },
      ["target:b", "target:local"],
    ],
    [
      "the targets that took a message",
      hook({ mode: "notify" }),
      { status: "success", agent: "a" },
      ["target:b", "target:local"],
    ],
    [
      "nobody after a wake that failed",
      hook(),
      { status: "error:no_response", agent: "a, b" },
      ["target:a", "target:b", "target:local"],
    ],
    [
      "nobody after an agent's run",
      hook({ mode: "cron_task" }),
      { status: "success", agent: "a" },
      ["target:a", "target:b", "target:local"],
    ],
  ] as const)("leave out %s", (_, given, outcome, expected) => {
    expect(sinks(["a", "b"], given, outcome)).toEqual(expected);
  });

  it("leave out chats that show the same conversation as the one that answered", () => {
    const chat = (name: string, of: string) => ({ name, kind: "ntfy", topic: name, chat: of });
    const targets = [chat("phone", "main"), chat("tablet", "main"), chat("work", "work")];
    const given = Config.parse({ owner: ["phone", "tablet", "work"], targets });

    const told = reportsOf(
      given,
      hook(),
      delivery(1),
      ending({ status: "success", agent: "phone" }),
    );

    expect(told.map(({ sink }) => sink)).toEqual(["target:work"]);
  });

  it("carry what happened, an answer cut between characters", () => {
    const answer = `${"x".repeat(15_999)}\u{1f600}yz`;
    const [report] = reportsOf(
      config(),
      hook(),
      delivery(1),
      ending({ status: "success", answer }),
    );

    expect(parseReport(report?.payload ?? "")).toMatchObject({
      hook_id: "site",
      title: "The site",
      run_id: "run_1",
      status: "success",
      duration_ms: 1500,
      answer: `${"x".repeat(15_999)}\ufffd\n[cut: 3 more characters in the run's result.md]`,
    });
  });

  it("are not read back from what is none", () => {
    expect(() => parseReport(`{"hook_id": 1}`)).toThrow();
  });
});

describe("a message", () => {
  const report = parseReport(
    reportsOf(config(), hook(), delivery(1), ending({ status: "success" }))[0]?.payload ?? "",
  );

  it.each([
    [{}, "The site: success · issues.opened octo/site#1 · 1.5 s · run_1"],
    [
      { duration_ms: 125_400, cost_usd: 0.01234 },
      "The site: success · issues.opened octo/site#1 · 2 min 5 s · $0.0123 · run_1",
    ],
    [{ duration_ms: 119_900 }, "The site: success · issues.opened octo/site#1 · 2 min 0 s · run_1"],
    [{ duration_ms: 59_960 }, "The site: success · issues.opened octo/site#1 · 1 min 0 s · run_1"],
    [
      { run_id: null, duration_ms: null, event: null, entity: null, delivery_id: "dlv_9" },
      "The site: success · dlv_9",
    ],
    [
      { reason: "why", denied_tools: ["Bash", "Edit"], answer: "Done." },
      "The site: success · issues.opened octo/site#1 · 1.5 s · run_1\nwhy\nDenied tools: Bash, Edit\n\nDone.",
    ],
  ])("of %j says %j", (change, words) => {
    expect(toMessage({ ...report, ...change })).toBe(words);
  });
});

describe("the delay before another try", () => {
  it.each([
    [0, 0, 2500],
    [0, 0.999_999, 5000],
    [3, 0.5, 30_000],
    [11, 0.999_999_999, 3_600_000],
    [1000, 0, 1_800_000],
  ])("after %i tries with luck %d is %i ms, whole", (tries, luck, ms) => {
    expect(retryDelayMs(tries, { fraction: () => luck })).toBe(ms);
  });
});
