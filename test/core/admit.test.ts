import { describe, expect, it } from "vitest";
import { admit, type AdmissionFacts } from "../../src/core/admit.ts";
import { Config } from "../../src/core/config.ts";
import { Hook } from "../../src/core/hook.ts";
import type { HookId } from "../../src/core/ids.ts";
import type { LoadedHook } from "../../src/core/settings.ts";
import { isStatus } from "../../src/core/status.ts";

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

function facts(more: Partial<AdmissionFacts> = {}, fields: object = {}): AdmissionFacts {
  return {
    loaded: loaded(fields),
    config: Config.parse({ features: { agents: true } }),
    event: "issues.opened",
    entity: "octo/site#42",
    origin: "sender",
    condition: null,
    minuteOfDay: 12 * 60,
    runsOnEntity: 0,
    entityPaused: false,
    ...more,
  };
}

const statusOf = (given: AdmissionFacts): string => {
  const verdict = admit(given);
  return verdict.kind === "run" ? "run" : `${verdict.kind} ${verdict.status}`;
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
    ["a paused entity", facts({ entityPaused: true }), "hold held:paused"],
    ["no entity", facts({ entity: null, runsOnEntity: 9 }), "run"],
    ["agents switched off", facts({ config: Config.parse({}) }), "end error:feature_off_agents"],
    ["wake without agents", facts({ config: Config.parse({}) }, { mode: "wake" }), "run"],
    [
      "a mode that does not exist",
      facts({}, { mode: "cronjob" }),
      "end error:unknown_mode_cronjob",
    ],
    ["a mode of a later version", facts({}, { mode: "notify" }), "end error:unknown_mode_notify"],
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
    const worst = { config: safeMode, minuteOfDay: 0, runsOnEntity: 9 };
    const order = [
      statusOf(facts({ ...worst, loaded: null }, all)),
      statusOf(facts({ ...worst, loaded: loaded(all, "stale") })),
      statusOf(facts(worst, all)),
      statusOf(facts(worst, { ...all, enabled: true })),
      statusOf(facts({ ...worst, config: Config.parse({}) }, { ...all, enabled: true })),
      statusOf(
        facts({ ...worst, event: "push", config: Config.parse({}) }, { ...all, enabled: true }),
      ),
      statusOf(
        facts(
          { ...worst, minuteOfDay: 720, event: "push", config: Config.parse({}) },
          { ...all, enabled: true },
        ),
      ),
      statusOf(facts({ config: Config.parse({}), event: "push" }, { ...all, enabled: true })),
    ];

    expect(order).toEqual([
      "end error:not_found",
      "hold held:hook_invalid",
      "hold held:disabled",
      "end skipped:safe_mode",
      "end skipped:filtered",
      "end skipped:quiet_hours",
      "hold held:paused",
      "end error:unknown_mode_nope",
    ]);
  });

  it("lets the owner's replay pass events, quiet hours and the fuse, and nothing else", () => {
    const replay = {
      origin: "replay",
      minuteOfDay: 0,
      runsOnEntity: 9,
      entityPaused: true,
    } as const;

    expect(statusOf(facts(replay, { events: ["push"], ...quiet }))).toBe("run");
    expect(statusOf(facts({ ...replay, config: safeMode }))).toBe("end skipped:safe_mode");
    expect(statusOf(facts(replay, { enabled: false }))).toBe("hold held:disabled");
    expect(statusOf(facts(replay, { mode: "nope" }))).toBe("end error:unknown_mode_nope");
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
    [facts({}, { mode: "forward" }), "mode forward is not at work in this version"],
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
    for (const mode of ["nope", "!", "notify"]) {
      const verdict = admit(facts({}, { mode }));
      expect(verdict.kind !== "run" && isStatus(verdict.status)).toBe(true);
    }
  });
});
