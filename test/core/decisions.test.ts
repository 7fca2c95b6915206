// The small decisions that dispatch asks: each is a pure function with its own table.

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkBudget, type BudgetFacts } from "../../src/core/admission/budget.ts";
import { burstEnd } from "../../src/core/admission/coalesce.ts";
import { durationText, parseDuration } from "../../src/core/settings/duration.ts";
import { healthCause, pauseAfter } from "../../src/core/admission/health.ts";
import { chainDepth, loopReason } from "../../src/core/admission/loop.ts";
import type { Pause } from "../../src/core/admission/pause.ts";
import { priorityOf } from "../../src/core/admission/priority.ts";
import { chooseProvider, namedProviders } from "../../src/core/admission/provider-choice.ts";
import { matchesStatus, retryAfterMs } from "../../src/core/admission/retry.ts";
import type { DoneStatus } from "../../src/core/records/status.ts";
import { readTrustKey, stricter, trustOf } from "../../src/core/admission/trust.ts";
import { findSource } from "../../src/sources/table.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NONE = { runs: 0, firstAt: null, usd: 0 };

describe("a budget", () => {
  const facts = (more: Partial<BudgetFacts> = {}): BudgetFacts => ({
    hour: NONE,
    today: NONE,
    allowance: { runs: 0, usd: 0 },
    dayEnd: NOW + 5 * HOUR,
    ...more,
  });
  const ran = (runs: number, usd = 0) => ({ runs, firstAt: NOW - 10 * MINUTE, usd });

  it.each([
    [
      "none at all",
      undefined,
      facts({ hour: ran(99), today: ran(99, 99) }),
      { ok: true, remainingUsd: null },
    ],
    [
      "a run left today",
      { runsPerDay: 3 },
      facts({ today: ran(2) }),
      { ok: true, remainingUsd: null },
    ],
    [
      "no run left today",
      { runsPerDay: 3 },
      facts({ today: ran(3) }),
      { ok: false, limit: "runs_per_day", allowed: 3, until: NOW + 5 * HOUR },
    ],
    [
      "no run left this hour",
      { runsPerHour: 1 },
      facts({ hour: ran(1) }),
      { ok: false, limit: "runs_per_hour", until: NOW + 50 * MINUTE },
    ],
    [
      "money left",
      { usdPerDay: 2 },
      facts({ today: ran(9, 1.5) }),
      { ok: true, remainingUsd: 0.5 },
    ],
    [
      "no money left",
      { usdPerDay: 2 },
      facts({ today: ran(9, 2) }),
      { ok: false, limit: "usd_per_day" },
    ],
    [
      "less than a tenth of a cent left",
      { usdPerDay: 2 },
      facts({ today: ran(9, 1.9995) }),
      { ok: false },
    ],
    ["more than there was", { usdPerDay: 2 }, facts({ today: ran(9, 7) }), { ok: false }],
    [
      "the day before the hour",
      { runsPerDay: 1, runsPerHour: 1 },
      facts({ hour: ran(1), today: ran(1) }),
      { limit: "runs_per_day" },
    ],
    [
      "what the owner added",
      { runsPerDay: 1, usdPerDay: 1 },
      facts({ today: ran(2, 2), allowance: { runs: 5, usd: 5 } }),
      { ok: true, remainingUsd: 4 },
    ],
  ])("with %s", (_, budget, given, expected) => {
    expect(checkBudget(budget, given)).toMatchObject(expected);
  });
});

describe("a burst", () => {
  it("ends a window after the newest, and no later than its whole time", () => {
    const coalesce = { windowSeconds: 10, maxWaitSeconds: 25 };

    expect(burstEnd({ coalesce }, { receivedAt: 5000, burstSince: 5000, now: 5000 })).toBe(15_000);
    expect(burstEnd({ coalesce }, { receivedAt: 24_000, burstSince: 5000, now: 24_000 })).toBe(
      30_000,
    );
    expect(
      burstEnd({ coalesce: { windowSeconds: 10 } }, { receivedAt: 1e6, burstSince: 0, now: 1e6 }),
    ).toBe(100_000);
    // The clock was put back by far.
    expect(burstEnd({ coalesce }, { receivedAt: 5e8, burstSince: 5e8, now: 9000 })).toBe(9000);
    expect(burstEnd({}, { receivedAt: 5000, burstSince: 5000, now: 5000 })).toBeNull();
  });
});

describe("a duration", () => {
  it.each([
    [90, 90],
    ["90", 90],
    ["90s", 90],
    ["1.5 h", 5400],
    ["30m", 1800],
    ["24h", 86_400],
    ["7d", 604_800],
    ["2w", 1_209_600],
    ["", null],
    ["0", null],
    [-1, null],
    [Number.NaN, null],
    ["1y", null],
    ["h", null],
    ["1e3s", null],
    ["99999w", null],
  ])("%s is %s seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    [0.4, "0 s"],
    [99, "99 s"],
    [120, "2 min"],
    [5400, "90 min"],
    [7200, "2 h"],
    [11_100, "3 h 5 min"],
    [172_800, "2 d"],
    [187_200, "2 d 4 h"],
  ])("%s seconds read %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

describe("the provider's health", () => {
  it.each<[DoneStatus, string | null]>([
    ["success", null],
    ["error:timeout", null],
    ["error:model_claude", null],
    ["error:auth_claude", "auth"],
    ["error:limit_codex", "limit"],
    ["error:overloaded_gemini", "overloaded"],
    ["error:cli_not_found_opencode", "missing"],
    ["error:hang", "hang"],
  ])("is told by %s: %s", (status, cause) => {
    expect(healthCause(status)).toBe(cause);
  });

  it.each<[DoneStatus, number, number | null | undefined]>([
    ["error:limit_claude", 0, 30 * MINUTE],
    ["error:limit_claude", 1, HOUR],
    ["error:limit_claude", 60, 6 * HOUR],
    ["error:overloaded_claude", 0, MINUTE],
    ["error:overloaded_claude", 3, 8 * MINUTE],
    ["error:overloaded_claude", 9, 30 * MINUTE],
    ["error:auth_claude", 0, null],
    ["error:cli_not_found_claude", 4, null],
    ["error:hang", 0, undefined],
    ["error:hang", 1, 10 * MINUTE],
    ["error:hang", 2, 20 * MINUTE],
    ["success", 5, undefined],
  ])("pauses after %s, %d times before: %s ms", (status, strikes, length) => {
    const pause = pauseAfter("claude", { status }, { now: NOW, strikes });
    if (length === undefined) expect(pause).toBeNull();
    else
      expect(pause).toMatchObject({
        until: length === null ? null : NOW + length,
        strikes: strikes + 1,
      });
  });

  it("believes the reset that the program names", () => {
    const outcome = { status: "error:limit_claude", retryAt: NOW + 7 } as const;

    expect(pauseAfter("claude", outcome, { now: NOW, strikes: 3 })).toMatchObject({
      until: NOW + 7,
    });
  });
});

describe("a chain", () => {
  it.each([
    [false, 0, true],
    [false, 1, false],
    [true, 10, true],
    [true, 11, false],
    [2, 2, true],
    [2, 3, false],
    [0, 1, false],
  ])("of %s lets depth %d through: %s", (chain, depth, passes) => {
    expect(loopReason({ chain }, depth) === null).toBe(passes);
    expect(chainDepth({ chain })).toBeGreaterThanOrEqual(0);
  });
});

describe("a priority", () => {
  const github = findSource("github") ?? {};
  const labelled = (...names: string[]) => ({ issue: { labels: names.map((name) => ({ name })) } });

  it.each([
    ["no label", {}, "medium"],
    ["a label that says nothing", labelled("bug"), "medium"],
    ["critical", labelled("bug", "Critical"), "critical"],
    ["the highest of several", labelled("low", "P1", "P2"), "high"],
    ["priority: high", labelled("priority: high"), "high"],
    ["priority/low", labelled("priority/low"), "low"],
    ["Low Priority", labelled("Low Priority"), "low"],
    ["urgent", labelled("urgent"), "critical"],
    ["an inherited name", labelled("constructor", "__proto__"), "medium"],
    ["labels that are none", { issue: { labels: 7 } }, "medium"],
  ])("by GitHub's labels: %s", (_, payload, expected) => {
    expect(priorityOf({}, github, payload)).toBe(expected);
  });

  it("is what the owner fixed, or mapped, whatever the labels say", () => {
    const priority = { path: "issue.labels.*.name", map: { Hot: "critical", p1: "low" } } as const;

    expect(priorityOf({ priority: "low" }, github, labelled("P0"))).toBe("low");
    expect(priorityOf({ priority }, github, labelled("P1"))).toBe("low");
    expect(priorityOf({ priority }, github, labelled("hot", "P1"))).toBe("critical");
    expect(priorityOf({ priority }, github, labelled("P0", "toString"))).toBe("medium");
    expect(
      priorityOf({ priority: { path: "level", map: { "1": "high" } } }, {}, { level: 1 }),
    ).toBe("high");
  });
});

describe("the choice of a provider", () => {
  const pause = (until: number | null, reason = "down"): Pause => ({
    kind: "provider",
    name: "x",
    cause: "limit",
    since: 0,
    until,
    reason,
    strikes: 1,
  });
  const well = { name: "claude", pause: null, hasFreeSlot: true };

  it.each([
    [
      "the first that is well",
      [well, { ...well, name: "codex" }],
      { kind: "chosen", name: "claude" },
    ],
    [
      "the next of one that is down",
      [
        { ...well, pause: pause(5) },
        { ...well, name: "codex" },
      ],
      { kind: "chosen", name: "codex" },
    ],
    [
      "the next of one that is busy",
      [
        { ...well, hasFreeSlot: false },
        { ...well, name: "codex" },
      ],
      { kind: "chosen", name: "codex" },
    ],
    [
      "to wait for a busy one",
      [
        { ...well, hasFreeSlot: false },
        { ...well, pause: pause(5) },
      ],
      { kind: "wait" },
    ],
    [
      "the earliest end where all are down",
      [
        { ...well, pause: pause(9) },
        { ...well, pause: pause(5) },
      ],
      { kind: "paused", until: 5 },
    ],
    [
      "no end where none is known",
      [{ ...well, pause: pause(null) }],
      { kind: "paused", until: null },
    ],
    ["nothing where none is named", [], { kind: "none" }],
  ])("is %s", (_, states, expected) => {
    expect(chooseProvider(states)).toMatchObject(expected);
  });

  it("is among those of the hook, else of the configuration", () => {
    expect(namedProviders({ provider: ["claude", "codex"] }, { provider: "gemini" })).toEqual([
      "claude",
      "codex",
    ]);
    expect(namedProviders({ provider: "claude" }, {})).toEqual(["claude"]);
    expect(namedProviders({}, { provider: "gemini" })).toEqual(["gemini"]);
    expect(namedProviders({ provider: "" }, {})).toEqual([]);
  });
});

describe("a retry", () => {
  const retry = { maxAttempts: 3, backoffSeconds: 60 };
  const ended = (status: DoneStatus, attempts = 1, random = 0.5) => ({ status, attempts, random });

  it.each([
    ["nobody asked for", undefined, ended("error:timeout"), null],
    ["of what passes by itself", retry, ended("error:overloaded_claude"), 60_000],
    ["of what it is not for", retry, ended("error:timeout"), null],
    ["of success", { ...retry, on: ["error:*"] }, ended("success"), null],
    ["of what is named", { ...retry, on: ["error:timeout"] }, ended("error:timeout"), 60_000],
    ["of all errors", { ...retry, on: ["error:*"] }, ended("error:exit_7"), 60_000],
    ["for the second time", retry, ended("error:unreachable", 2), 120_000],
    ["after the last attempt", retry, ended("error:unreachable", 3), null],
    [
      "at its longest",
      { ...retry, maxAttempts: 10, backoffSeconds: 86_400 },
      ended("error:unreachable", 9),
      6 * HOUR,
    ],
    ["of an interrupted run", retry, ended("error:interrupted"), null],
  ])("%s", (_, given, run, expected) => {
    expect(retryAfterMs({ mode: "cron_task", retry: given }, run)).toBe(expected);
  });

  it.each([
    ["that is not there", ended("error:unreachable"), 30_000],
    ["that is busy", ended("error:http_503", 3), 120_000],
    ["that says nothing", ended("error:timeout", 7), 1_920_000],
    ["for the last time", ended("error:unreachable", 8), null],
    ["that refuses", ended("error:http_404"), null],
    ["that is not allowed", ended("error:target_not_allowed"), null],
    ["that nobody knows whether it took it", ended("error:interrupted"), null],
    ["that asks for more time", { ...ended("error:http_429"), askedMs: 90_000 }, 90_000],
    ["that asks for less", { ...ended("error:http_429"), askedMs: 1 }, 30_000],
    ["that asks for years", { ...ended("error:http_429"), askedMs: 1e12 }, 24 * HOUR],
  ])("of mode forward needs no asking: a receiver %s", (_, run, expected) => {
    expect(retryAfterMs({ mode: "forward" }, run)).toBe(expected);
  });

  it("of mode forward is the owner's where it is written", () => {
    const once = { mode: "forward", retry: { maxAttempts: 1, backoffSeconds: 60 } };
    const twice = { mode: "forward", retry: { maxAttempts: 2, backoffSeconds: 60 } };

    expect(retryAfterMs(once, ended("error:http_500"))).toBeNull();
    expect(retryAfterMs(twice, ended("error:http_500"))).toBe(60_000);
  });

  it("is moved by a fifth at most", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
        const hook = { mode: "wake", retry };
        const wait = retryAfterMs(hook, ended("error:unreachable", 1, random)) ?? 0;
        return wait >= 48_000 && wait <= 72_000;
      }),
    );
  });

  it("matches a status whole, or by its beginning", () => {
    expect(matchesStatus(["error:exit_*"], "error:exit_1")).toBe(true);
    expect(matchesStatus(["error:exit_1"], "error:exit_12")).toBe(false);
  });
});

describe("trust", () => {
  const trust = {
    "comment.author_association=OWNER": "full",
    "author_association=MEMBER": "edit",
    "sender.id=7": "read_only",
    "labels.*.name=trusted": "edit",
  };
  const names = { author_association: ["comment.author_association", "issue.author_association"] };

  it.each([
    ["the owner", { comment: { author_association: "OWNER" } }, "full"],
    [
      "a member's comment",
      { comment: { author_association: "MEMBER" }, issue: { author_association: "NONE" } },
      "edit",
    ],
    [
      "a stranger's comment on a member's issue",
      { comment: { author_association: "NONE" }, issue: { author_association: "MEMBER" } },
      "hold",
    ],
    ["a member's issue", { issue: { author_association: "MEMBER" } }, "edit"],
    ["a number", { sender: { id: 7 } }, "read_only"],
    ["a number as text", { sender: { id: "7" } }, "read_only"],
    ["a longer number", { sender: { id: 77 } }, "hold"],
    ["another case", { comment: { author_association: "owner" } }, "hold"],
    ["one of a list", { labels: [{ name: "a" }, { name: "trusted" }] }, "edit"],
    ["an object", { sender: { id: { toString: 7 } } }, "hold"],
    ["nobody", {}, "hold"],
    ["no payload", undefined, "hold"],
  ])("of %s", (_, payload, level) => {
    expect(trustOf(trust, payload, names).level).toBe(level);
  });

  it("lets * speak for everybody else only, wherever it stands", () => {
    const open = { "*": "read_only", ...trust };

    expect(trustOf(open, { sender: { id: 1 } }).level).toBe("read_only");
    expect(trustOf(open, { comment: { author_association: "OWNER" } }).level).toBe("full");
  });

  it("finds a short name whose name is an object of the payload: GitHub's sender", () => {
    const senders = { sender: ["sender.login"] };
    const lines = { "sender=mallory": "hold", "*": "edit" };

    expect(trustOf(lines, { sender: { login: "mallory" } }, senders).level).toBe("hold");
    expect(trustOf(lines, { sender: { login: "octocat" } }, senders).level).toBe("edit");
    expect(trustOf(lines, { sender: "mallory" }, senders).level).toBe("hold");
  });

  it("never opens anything by a level that is not known", () => {
    expect(trustOf({ "*": "everything" }, {}).level).toBe("hold");
  });

  it.each([
    ["a=b", { ok: true, path: "a", value: "b" }],
    ["a = b=c", { ok: true, path: "a", value: "b=c" }],
    ["*", { ok: true, path: null }],
    ["a", { ok: false }],
    ["=b", { ok: false }],
    ["a=", { ok: false }],
    ["", { ok: false }],
  ])("reads the key %s", (key, expected) => {
    expect(readTrustKey(key)).toMatchObject(expected);
  });

  it("gives way to a stricter word", () => {
    expect(stricter("full", "read_only")).toBe("read_only");
    expect(stricter("read_only", "full")).toBe("read_only");
    expect(stricter("edit", null)).toBe("edit");
  });
});
