import { describe, expect, it } from "vitest";
import {
  admit,
  stillHeld,
  type AdmissionFacts,
  type AdmissionQuestions,
} from "../../../src/core/admission/admit.ts";
import type { BudgetVerdict } from "../../../src/core/admission/budget.ts";
import type { ConditionVerdict } from "../../../src/core/settings/condition.ts";
import { Config } from "../../../src/core/settings/config.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { Pause } from "../../../src/core/admission/pause.ts";
import type { ProviderChoice } from "../../../src/core/admission/provider-choice.ts";
import type { LoadedHook } from "../../../src/core/settings/settings.ts";
import { isStatus, type HeldStatus } from "../../../src/core/records/status.ts";
import type { TrustVerdict } from "../../../src/core/admission/trust.ts";

const SECRETS = {
  token: null,
  secret: null,
  previousSecret: null,
  previousSecretUntil: null,
  hmacSecret: null,
};

function loaded(fields: object = {}, state: LoadedHook["state"] = "valid"): LoadedHook {
  const hook = Hook.parse({ id: "site", title: "Site", mode: "cron_task", ...fields });
  return { id: "site" as HookId, state, hook, secrets: SECRETS, problems: [] };
}

/** The questions as plain answers: tests say what the answer is. */
interface Answers {
  readonly condition?: ConditionVerdict;
  readonly urgent?: ConditionVerdict;
  readonly approval?: ConditionVerdict;
  readonly trust?: TrustVerdict;
  readonly depth?: number;
  readonly runsOnEntity?: number;
  readonly budget?: BudgetVerdict;
  readonly provider?: ProviderChoice;
}

const NOW = Date.UTC(2026, 10, 21, 12);
const QUIET_END = NOW + 3_600_000;

function questions(answers: Answers): AdmissionQuestions {
  return {
    condition: () => answers.condition ?? null,
    urgent: () => answers.urgent ?? null,
    approval: () => answers.approval ?? null,
    trust: () => answers.trust ?? null,
    depth: () => answers.depth ?? 0,
    runsOnEntity: () => answers.runsOnEntity ?? 0,
    budget: () => answers.budget ?? { ok: true, remainingUsd: null },
    provider: () => answers.provider ?? { kind: "chosen", name: "claude" },
    quietEnd: () => QUIET_END,
  };
}

function facts(
  more: Partial<Omit<AdmissionFacts, "ask">> & Answers = {},
  fields: object = {},
): AdmissionFacts {
  return {
    loaded: loaded(fields),
    config: Config.parse({ features: { agents: true } }),
    event: "issues.opened",
    entity: "octo/site#42",
    origin: "sender",
    latenessMs: 0,
    now: NOW,
    notBefore: null,
    burstEnd: null,
    waived: [],
    minuteOfDay: 12 * 60,
    pause: null,
    ask: questions(more),
    ...more,
  };
}

const PAUSE: Pause = {
  kind: "hook",
  name: "site",
  cause: "owner",
  since: NOW - 1000,
  until: NOW + 5000,
  reason: "paused by the owner: site",
  strikes: 1,
};
const OVER: BudgetVerdict = {
  ok: false,
  limit: "runs_per_day",
  allowed: 3,
  reason: "over runs_per_day: 3 of 3 runs today",
  until: NOW + 7000,
};
const DOWN: ProviderChoice = { kind: "paused", reason: "claude: its login", until: null };
const YES: ConditionVerdict = { passes: true };
const NO: ConditionVerdict = { passes: false, reason: "is false" };
const FAILED: ConditionVerdict = { passes: false, reason: "no such field", failed: true };

const statusOf = (given: AdmissionFacts): string => {
  const verdict = admit(given);
  if (verdict.kind === "run") return "run";
  return verdict.kind === "wait"
    ? `wait ${verdict.until - NOW}`
    : `${verdict.kind} ${verdict.status}`;
};

describe("admit", () => {
  const safeMode = Config.parse({ safe_mode: true, features: { agents: true } });
  const quiet = { quiet_start: 22, quiet_end: "07:30" };

  it.each<[string, AdmissionFacts, string]>([
    ["a plain event", facts(), "run"],
    ["a removed hook", facts({ loaded: null }), "end error:not_found"],
    [
      "an entry that turned wrong",
      facts({ loaded: loaded({}, "stale") }),
      "hold held:hook_invalid",
    ],
    [
      "an entry that was never valid",
      facts({ loaded: { ...loaded({}, "invalid"), hook: null } }),
      "hold held:hook_invalid",
    ],
    ["a disabled hook", facts({}, { enabled: false }), "hold held:disabled"],
    ["what came in late", facts({ latenessMs: 3_600_000 }), "run"],
    ["what came in just in time", facts({ latenessMs: 3_600_000 }, { max_age: "1h" }), "run"],
    [
      "what came in later than max_age",
      facts({ latenessMs: 3_600_001 }, { max_age: "1h" }),
      "end skipped:too_old",
    ],
    [
      "an old one that is run again by its owner",
      facts({ latenessMs: 9e9, origin: "replay" }, { max_age: "1h" }),
      "run",
    ],
    [
      "what events does not want, however old",
      facts({ latenessMs: 9e9 }, { max_age: "1h", events: ["push"] }),
      "end skipped:filtered",
    ],
    ["safe mode", facts({ config: safeMode }), "end skipped:safe_mode"],
    ["another event", facts({}, { events: ["push"] }), "end skipped:filtered"],
    ["a when that passes", facts({ condition: { passes: true } }), "run"],
    [
      "a when that says no",
      facts({ condition: { passes: false, reason: "when is false" } }, quiet),
      "end skipped:filtered",
    ],
    ["no event", facts({ event: null }, { events: ["push"] }), "end skipped:filtered"],
    ["a wanted event", facts({}, { events: ["push", "issues"] }), "run"],
    ["quiet hours", facts({ minuteOfDay: 23 * 60 }, quiet), "end skipped:quiet_hours"],
    [
      "the last quiet minute",
      facts({ minuteOfDay: 7 * 60 + 29 }, quiet),
      "end skipped:quiet_hours",
    ],
    ["the first loud minute", facts({ minuteOfDay: 7 * 60 + 30 }, quiet), "run"],
    ["a start alone", facts({ minuteOfDay: 23 * 60 }, { quiet_start: 22 }), "run"],
    ["an end alone", facts({ minuteOfDay: 0 }, { quiet_end: 7 }), "run"],
    [
      "deferred quiet hours",
      facts({ minuteOfDay: 0 }, { ...quiet, quiet_policy: "defer" }),
      "hold held:quiet_hours",
    ],
    ["four runs on the entity", facts({ runsOnEntity: 4 }), "run"],
    ["five runs on the entity", facts({ runsOnEntity: 5 }), "hold held:paused"],
    ["a fuse of its own", facts({ runsOnEntity: 1 }, { fuse: { runs: 1 } }), "hold held:paused"],
    ["a pause", facts({ pause: PAUSE }), "hold held:paused"],
    ["wakehook's own work", facts({ depth: 1 }), "end skipped:loop"],
    ["a wanted chain", facts({ depth: 2 }, { chain: 2 }), "run"],
    ["a chain that is too deep", facts({ depth: 3 }, { chain: 2 }), "end skipped:loop"],
    ["a chain without a number", facts({ depth: 10 }, { chain: true }), "run"],
    ["the next attempt", facts({ notBefore: NOW + 50 }), "wait 50"],
    ["the next attempt in its time", facts({ notBefore: NOW }), "run"],
    ["a burst that may go on", facts({ burstEnd: NOW + 9 }), "wait 9"],
    ["a burst that is over", facts({ burstEnd: NOW }), "run"],
    ["what is urgent at night", facts({ minuteOfDay: 0, urgent: YES }, quiet), "run"],
    [
      "what is not urgent at night",
      facts({ minuteOfDay: 0, urgent: NO }, quiet),
      "end skipped:quiet_hours",
    ],
    ["a provider that is down", facts({ provider: DOWN }), "hold held:agent"],
    ["a provider that is busy", facts({ provider: { kind: "wait" } }), "run"],
    [
      "a wake whose agents are paused",
      facts({ provider: DOWN }, { mode: "wake" }),
      "hold held:agent",
    ],
    ["no budget left", facts({ budget: OVER }), "hold held:budget"],
    ["an approval that is always asked", facts({}, { approval: "always" }), "hold held:approval"],
    ["an approval that is never asked", facts({}, { approval: "never" }), "run"],
    ["an approval condition that is true", facts({ approval: YES }), "hold held:approval"],
    ["an approval condition that is false", facts({ approval: NO }), "run"],
    ["an approval condition that fails", facts({ approval: FAILED }), "hold held:approval"],
    [
      "an author who waits for the owner",
      facts({ trust: { level: "hold", reason: "a stranger" } }),
      "hold held:approval",
    ],
    ["an author who may", facts({ trust: { level: "edit", reason: "a member" } }), "run"],
    ["a waived budget", facts({ budget: OVER, waived: ["held:budget"] }), "run"],
    [
      "a waived budget before an approval",
      facts({ budget: OVER, waived: ["held:budget"] }, { approval: "always" }),
      "hold held:approval",
    ],
    ["a waived approval", facts({ waived: ["held:approval"] }, { approval: "always" }), "run"],
    ["a waived fuse", facts({ runsOnEntity: 9, waived: ["held:paused"] }), "run"],
    ["no entity", facts({ entity: null, runsOnEntity: 9 }), "run"],
    ["agents switched off", facts({ config: Config.parse({}) }), "end error:feature_off_agents"],
    [
      "agents switched off, and a task that waits for its owner",
      facts({ config: Config.parse({}) }, { auto_assign: false }),
      "hold held:todo",
    ],
    [
      "agents switched off, and a task that its owner has started",
      facts({ config: Config.parse({}), waived: ["held:todo"] }, { auto_assign: false }),
      "end error:feature_off_agents",
    ],
    [
      "agents switched off, and a task that starts by itself",
      facts({ config: Config.parse({}) }, { auto_assign: true }),
      "end error:feature_off_agents",
    ],
    [
      "commands switched off",
      facts({ config: Config.parse({}) }, { mode: "command" }),
      "end error:feature_off_commands",
    ],
    ["wake without agents", facts({ config: Config.parse({}) }, { mode: "wake" }), "run"],
    [
      "a mode that does not exist",
      facts({}, { mode: "cronjob" }),
      "end error:unknown_mode_cronjob",
    ],
    ["notify without a switch", facts({ config: Config.parse({}) }, { mode: "notify" }), "run"],
    [
      "forward switched off",
      facts({ config: Config.parse({}) }, { mode: "forward" }),
      "end error:feature_off_forward",
    ],
    [
      "an inherited name as mode",
      facts({}, { mode: "toString" }),
      "end error:unknown_mode_toString",
    ],
    [
      "a mode of odd characters",
      facts({}, { mode: "a b\n\u202eä" }),
      "end error:unknown_mode_a_b___",
    ],
    [
      "a long mode",
      facts({}, { mode: "m".repeat(500) }),
      `end error:unknown_mode_${"m".repeat(64)}`,
    ],
  ])("answers %s", (_, given, expected) => {
    expect(statusOf(given)).toBe(expected);
  });

  it("lets the first reason win when all are there", () => {
    const all = { enabled: false, events: ["push"], ...quiet, mode: "nope" };
    const worst = {
      config: safeMode,
      minuteOfDay: 0,
      runsOnEntity: 9,
      provider: DOWN,
      budget: OVER,
      approval: YES,
    };
    const order = [
      statusOf(facts({ ...worst, loaded: null }, all)),
      statusOf(facts({ ...worst, loaded: loaded(all, "stale") })),
      statusOf(facts(worst, all)),
      statusOf(facts(worst, { ...all, enabled: true })),
      statusOf(facts({ ...worst, config: Config.parse({}) }, { ...all, enabled: true })),
      ...[
        {},
        { mode: "cron_task" },
        { minuteOfDay: 720 },
        { runsOnEntity: 0 },
        { provider: undefined },
        { budget: undefined },
        { waived: ["held:approval"] as const },
      ].map((_, step, steps) => {
        const { mode = "nope", ...better } = Object.assign({}, ...steps.slice(0, step + 1));
        const fields = { ...all, events: [], enabled: true, mode };
        return statusOf(
          facts(
            {
              ...worst,
              config: Config.parse({ features: { agents: true } }),
              event: "push",
              ...better,
            },
            { ...fields, events: ["push"] },
          ),
        );
      }),
    ];

    expect(order).toEqual([
      "end error:not_found",
      "hold held:hook_invalid",
      "hold held:disabled",
      "end skipped:safe_mode",
      "end skipped:filtered",
      "end error:unknown_mode_nope",
      "end skipped:quiet_hours",
      "hold held:paused",
      "hold held:agent",
      "hold held:budget",
      "hold held:approval",
      "run",
    ]);
  });

  it("lets the owner's replay pass all that decides whether and when, and nothing that makes a run impossible", () => {
    const replay = {
      origin: "replay",
      minuteOfDay: 0,
      runsOnEntity: 9,
      pause: PAUSE,
      depth: 3,
      burstEnd: NOW + 1,
      budget: OVER,
      approval: YES,
      trust: { level: "hold", reason: "a stranger" },
    } as const;

    expect(statusOf(facts(replay, { events: ["push"], ...quiet }))).toBe("run");
    expect(statusOf(facts({ ...replay, config: safeMode }))).toBe("end skipped:safe_mode");
    expect(statusOf(facts(replay, { enabled: false }))).toBe("hold held:disabled");
    expect(statusOf(facts(replay, { mode: "nope" }))).toBe("end error:unknown_mode_nope");
    expect(statusOf(facts({ ...replay, provider: DOWN }))).toBe("hold held:agent");
  });

  it("sends a test the whole way", () => {
    expect(statusOf(facts({ origin: "test" }, { events: ["push"] }))).toBe("end skipped:filtered");
  });

  it.each<[AdmissionFacts, string]>([
    [
      facts({}, { events: ["push", "star.*"] }),
      "event issues.opened matches none of: push, star.*",
    ],
    [
      facts({ event: null }, { events: ["push"] }),
      "a delivery without an event matches none of: push",
    ],
    [facts({ minuteOfDay: 0 }, quiet), "quiet hours 22:00 to 07:30"],
    [facts({ runsOnEntity: 6 }), "octo/site#42 had 6 runs within 600 s; its fuse allows 5"],
    [facts({}, { mode: "forwards" }), "mode forwards does not exist"],
    [
      facts({ config: Config.parse({}) }, { mode: "forward" }),
      "forward is switched off; set features.forward to true in config.json",
    ],
    [
      facts({
        loaded: {
          ...loaded({}, "stale"),
          problems: [
            { level: "note", file: "webhooks.json", message: "not at work yet" },
            { level: "error", file: "webhooks.json", field: "mode", message: "must be a text" },
          ],
        },
      }),
      "the hook's entry has an error: mode: must be a text",
    ],
  ])("says why: %#", (given, reason) => {
    expect(admit(given)).toMatchObject({ reason });
  });

  it("uses only statuses of the closed list", () => {
    for (const mode of ["nope", "!", "forward"]) {
      const verdict = admit(facts({}, { mode }));
      expect("status" in verdict && isStatus(verdict.status)).toBe(true);
    }
  });
});

describe("a hold", () => {
  it("says until when, and when it ends", () => {
    const approval = { approval: "always", approval_ttl_seconds: 60 };
    const night = { quiet_start: 0, quiet_end: 23, quiet_policy: "defer" };

    expect(admit(facts({}, night))).toMatchObject({ until: QUIET_END });
    expect(admit(facts({ pause: PAUSE }))).toMatchObject({ until: NOW + 5000 });
    expect(admit(facts({ budget: OVER }))).toMatchObject({ until: NOW + 7000 });
    expect(admit(facts({}, approval))).toMatchObject({ expiresAt: NOW + 60_000 });
    expect(admit(facts({}, { approval: "always" }))).toMatchObject({
      expiresAt: NOW + 3 * 86_400_000,
    });
  });

  it.each<[HeldStatus, AdmissionFacts, boolean]>([
    ["held:disabled", facts({}, { enabled: false }), true],
    ["held:disabled", facts(), false],
    ["held:disabled", facts({ loaded: null }), false],
    ["held:hook_invalid", facts({ loaded: loaded({}, "stale") }), true],
    ["held:hook_invalid", facts({}, { enabled: false }), false],
    ["held:paused", facts({ pause: PAUSE }), true],
    ["held:paused", facts({ runsOnEntity: 9 }), false],
    ["held:agent", facts({ provider: DOWN }), true],
    ["held:agent", facts(), false],
    ["held:budget", facts({ budget: OVER }), true],
    ["held:budget", facts({ budget: OVER, waived: ["held:budget"] }), false],
    ["held:budget", facts({ pause: PAUSE }), false],
    ["held:approval", facts({}, { approval: "always" }), true],
    ["held:todo", facts({}, { auto_assign: false }), true],
    ["held:todo", facts({}, { auto_assign: true, task: {} }), false],
    ["held:todo", facts({}, { task: {} }), true],
    ["held:todo", facts({ waived: ["held:todo"] }, { task: {} }), false],
    ["held:approval", facts(), false],
    ["held:quiet_hours", facts({ minuteOfDay: 0 }), false],
    ["held:salvaged", facts(), true],
    [
      "held:disabled",
      facts({ loaded: loaded({ enabled: false }), waived: ["held:disabled"] }),
      true,
    ],
    [
      "held:hook_invalid",
      facts({ loaded: loaded({}, "stale"), waived: ["held:hook_invalid"] }),
      true,
    ],
    ["held:salvaged", facts({ waived: ["held:salvaged"] }), false],
    ["held:salvaged", facts({ loaded: loaded({}, "stale") }), true],
    ["held:salvaged", facts({ loaded: null }), false],
  ])("%s is asked again: %#", (status, given, expected) => {
    expect(stillHeld(status, given)).toBe(expected);
  });
});
