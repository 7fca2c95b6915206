import { describe, expect, it } from "vitest";
import { Hook } from "../../../src/core/settings/hook.ts";
import type { Delivery } from "../../../src/core/records/delivery.ts";
import { explainDelivery } from "../../../src/core/admission/explain.ts";
import {
  entityOf,
  explainPause,
  pauseOf,
  resumeWords,
} from "../../../src/core/admission/explain-pause.ts";
import { entityPauseName, type Pause } from "../../../src/core/admission/pause.ts";
import { PLAIN_STATUSES, type Status } from "../../../src/core/records/status.ts";
import { delivery } from "../../admin/harness.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ID = delivery(1).id;
const NEWER = delivery(2).id;

function pause(change: Partial<Pause>): Pause {
  return {
    kind: "hook",
    name: "site",
    cause: "owner",
    since: NOW - HOUR,
    until: null,
    reason: "paused by the owner: site",
    strikes: 1,
    ...change,
  };
}

function explain(change: Partial<Delivery>, pauses: readonly Pause[] = []): string | null {
  return explainDelivery(delivery(1, change), { now: NOW, pauses });
}

const held = (status: Status, more: Partial<Delivery> = {}): Partial<Delivery> => ({
  state: "held",
  status,
  heldSince: NOW - HOUR,
  ...more,
});
const done = (status: Status, more: Partial<Delivery> = {}): Partial<Delivery> => ({
  state: "done",
  status,
  ...more,
});

const LIMIT = pause({
  kind: "provider",
  name: "claude",
  cause: "limit",
  until: NOW + HOUR,
  reason: "Claude Code: its usage limit is reached",
});
const FUSE = pause({
  kind: "entity",
  name: entityPauseName("site", "octo/site#1"),
  cause: "fuse",
  reason: "octo/site#1 had 5 runs within 600 s; its fuse allows 5",
});

describe("why a delivery waits", () => {
  it.each<[string, Partial<Delivery>, readonly Pause[], string]>([
    [
      "quiet hours",
      held("held:quiet_hours", {
        reason: "quiet hours 22:00 to 07:00",
        heldUntil: NOW + 3 * HOUR,
      }),
      [],
      `it waits out its hook's quiet hours 22:00 to 07:00; it goes on by itself in 3 h; to run it now: wakehook delivery release ${ID}`,
    ],
    [
      "a budget",
      held("held:budget", { reason: "over runs_per_day: 2 of 2 runs today", heldUntil: NOW }),
      [],
      `the budget of its hook is used up (over runs_per_day: 2 of 2 runs today); it goes on by itself at any moment; to let more through today: wakehook budget raise site; to run this one now: wakehook delivery release ${ID}`,
    ],
    [
      "an approval",
      held("held:approval", {
        reason: "the hook asks before every run",
        expiresAt: NOW + 72 * HOUR,
      }),
      [],
      `it waits for your word (the hook asks before every run); wakehook delivery approve ${ID}, with --read-only or not, or wakehook delivery discard ${ID}; without a word it ends as skipped:expired in 3 d`,
    ],
    [
      "a pause of its hook",
      held("held:paused", { reason: "paused by the owner: site", heldUntil: NOW + 2 * HOUR }),
      [pause({ until: NOW + 2 * HOUR })],
      `paused by the owner: site; it goes on in 2 h; to run it now: wakehook delivery release ${ID}; for all of it: wakehook resume site`,
    ],
    [
      "a fuse",
      held("held:paused", { reason: FUSE.reason }),
      [FUSE],
      `${FUSE.reason}; to run it now: wakehook delivery release ${ID}, with all that waits on its entity`,
    ],
    [
      "an agent at its limit",
      held("held:agent", { reason: `claude: ${LIMIT.reason}`, heldUntil: NOW + HOUR }),
      [LIMIT, pause({ kind: "provider", name: "codex", reason: "Codex: something else" })],
      `its agent does not work now (claude: ${LIMIT.reason}); it goes on by itself in 60 min; to try now: wakehook resume claude`,
    ],
    [
      "an agent whose pause has ended meanwhile",
      held("held:agent", { reason: "claude: gone" }),
      [],
      "its agent does not work now (claude: gone); it goes on by itself when the agent works again",
    ],
    [
      "a hook that is off",
      held("held:disabled", { reason: "the hook is switched off" }),
      [],
      "its hook is switched off; it goes on with: wakehook hook enable site",
    ],
    [
      "a task",
      held("held:todo", { reason: "a task that waits for you to start it" }),
      [],
      `it is a task that waits for you to start it; to start it: wakehook delivery release ${ID}; to cancel it: wakehook delivery discard ${ID}; to start such tasks by themselves: wakehook hook set site auto_assign=true`,
    ],
    [
      "a hook that is wrong",
      held("held:hook_invalid", { reason: "the hook's entry has an error: mode: missing" }),
      [],
      "the hook's entry has an error: mode: missing; it goes on when webhooks.json is mended: wakehook hook check",
    ],
    [
      "what was salvaged",
      held("held:salvaged"),
      [],
      `it was salvaged from a damaged database, and may have run already; to run it: wakehook delivery release ${ID}; to end it: wakehook delivery discard ${ID}`,
    ],
    [
      "its turn",
      {},
      [],
      `it waits for its turn: a free slot, its folder, or what it depends on; to end it without a run: wakehook delivery discard ${ID}`,
    ],
    [
      "another attempt",
      {
        notBefore: NOW + 40_000,
        attempts: 1,
        reason: "attempt 1 ended in error:overloaded_claude; the next one follows",
      },
      [],
      `attempt 1 ended in error:overloaded_claude; the next one follows; attempt 2 starts in 40 s; to call it off: wakehook delivery discard ${ID}`,
    ],
    [
      "the end of a burst",
      { notBefore: NOW + 20_000, burstSince: NOW - 5000, merged: 2 },
      [],
      `it is the latest of a burst, and stands for 2 more; it goes on in 20 s unless another comes; to call it off: wakehook delivery discard ${ID}`,
    ],
  ])("%s", (_, change, pauses, words) => {
    expect(explain(change, pauses)).toBe(words);
  });
});

describe("why a delivery did not run", () => {
  it.each<[string, Partial<Delivery>, string]>([
    [
      "quiet hours",
      done("skipped:quiet_hours", { reason: "quiet hours 22:00 to 07:00" }),
      `its turn came in quiet hours 22:00 to 07:00, which its hook skips; to run it: wakehook delivery replay ${ID}; to keep the next ones for later: wakehook hook set site quiet_policy=defer`,
    ],
    [
      "a filter",
      done("skipped:filtered", { reason: "event push matches none of: issues" }),
      `event push matches none of: issues; to run it all the same: wakehook delivery replay ${ID}`,
    ],
    [
      "a newer one",
      done("skipped:coalesced", { reason: `merged into ${NEWER}`, mergedInto: NEWER }),
      `a newer delivery took its place (merged into ${NEWER}); the newer one: wakehook delivery show ${NEWER}`,
    ],
    [
      "a run that was replaced",
      done("skipped:coalesced", { reason: "ended for a newer delivery", attempts: 1 }),
      `a newer delivery took its place (ended for a newer delivery); to run it: wakehook delivery replay ${ID}`,
    ],
    [
      "a loop",
      done("skipped:loop", { reason: "one of wakehook's own runs caused it, and chain is off" }),
      `one of wakehook's own runs caused it, and chain is off; to run it all the same: wakehook delivery replay ${ID}; for loops that are wanted: wakehook hook set site chain=true`,
    ],
    [
      "time",
      done("skipped:expired", { reason: "nobody let it go in time" }),
      `nobody let it go in time; to run it all the same: wakehook delivery replay ${ID}`,
    ],
    [
      "the owner's word",
      done("skipped:discarded", { reason: null }),
      `the owner discarded it; to run it all the same: wakehook delivery replay ${ID}`,
    ],
    [
      "safe mode",
      done("skipped:safe_mode"),
      `safe mode starts nothing; wakehook config set safe_mode false, then: wakehook delivery replay ${ID}`,
    ],
    [
      "a hook that is gone",
      done("error:not_found", { reason: "the hook was removed" }),
      `it did not run: the hook was removed; once that is mended: wakehook delivery replay ${ID}`,
    ],
    [
      "a feature that is off, where no reason was kept",
      done("error:feature_off_agents"),
      `it did not run: error:feature_off_agents; once that is mended: wakehook delivery replay ${ID}`,
    ],
    [
      "a daemon that died",
      done("error:interrupted", { attempts: 1 }),
      `the daemon ended while it ran, and nothing is repeated by itself; to run it again: wakehook delivery replay ${ID}`,
    ],
  ])("%s", (_, change, words) => {
    expect(explain(change)).toBe(words);
  });

  it.each<[string, Partial<Delivery>]>([
    ["success", done("success", { attempts: 1 })],
    ["an error of its run", done("error:timeout", { attempts: 1 })],
    ["a run that goes on", { state: "running", attempts: 1 }],
  ])("says nothing of %s", (_, change) => {
    expect(explain(change)).toBeNull();
  });

  it("has words for every held and skipped status of the closed list", () => {
    for (const status of Object.keys(PLAIN_STATUSES) as Status[]) {
      const state = status.startsWith("held:") ? "held" : "done";
      if (state === "held" || status.startsWith("skipped:"))
        expect(explain({ state, status }), status).toMatch(/.{10}; .*wakehook|when/);
    }
  });
});

describe("what is paused", () => {
  it.each<[string, Partial<Pause>, string]>([
    [
      "everything",
      { kind: "all", name: "all", until: NOW + 2 * HOUR },
      "everything is paused by you for another 2 h; to end it: wakehook resume all",
    ],
    [
      "a hook",
      {},
      "the hook site is paused by you until you say so; to end it: wakehook resume site",
    ],
    [
      "a hook that is called as a provider",
      { name: "claude" },
      "the hook claude is paused by you until you say so; to end it: wakehook resume hook:claude",
    ],
    [
      "a provider without its login",
      { kind: "provider", name: "claude", cause: "auth", reason: "Claude Code: log in" },
      "the provider claude (Claude Code) is paused: log in, until a probe says that it works; to end it: wakehook resume claude",
    ],
  ])("%s", (_, change, words) => {
    expect(explainPause(pause(change), NOW)).toBe(words);
  });

  it("an entity, whose name a stranger chose, stands in no command", () => {
    const hostile = pause({ ...FUSE, name: entityPauseName("site", "a $(rm -rf ~) b") });

    expect(entityOf(hostile)).toEqual({ hookId: "site", entity: "a $(rm -rf ~) b" });
    expect(resumeWords(hostile)).not.toContain("rm -rf");
    expect(explainPause(hostile, NOW)).toContain("a $(rm -rf ~) b of the hook site is paused");
  });

  it("is found for a delivery: all, its hook, or its entity", () => {
    const all = pause({ kind: "all", name: "all" });
    const { id: hookId } = Hook.parse({ id: "site", title: "Site", mode: "wake" });
    const about = { hookId, entity: "octo/site#1" };

    expect(pauseOf(about, [FUSE, all])).toBe(all);
    expect(pauseOf(about, [FUSE, LIMIT])).toBe(FUSE);
    expect(pauseOf({ ...about, entity: null }, [FUSE, LIMIT])).toBeNull();
    expect(pauseOf(about, [pause({ name: "other" })])).toBeNull();
  });
});
