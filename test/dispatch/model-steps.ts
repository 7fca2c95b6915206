// What may happen to a dispatcher, as steps that fast-check makes up, and how each is taken.

import * as fc from "fast-check";
import type { Run, RunOutcome } from "../../src/core/records/run.ts";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { DeliveryId, HookId, RunId } from "../../src/core/records/ids.ts";
import type { MortalClock } from "./mortal-clock.ts";
import { nextWorld, type World } from "./world.ts";

export const HOOKS = ["a", "b", "c"] as const;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What a hook may be changed into; each has one that takes it back. */
export const CHANGES = [
  {},
  { enabled: false },
  { approval: "always", approval_ttl_seconds: 3600 },
  { budget: { runs_per_day: 2 } },
  { budget: { runs_per_hour: 1 } },
  { quiet_start: 12, quiet_end: 14, quiet_policy: "defer" },
  { quiet_start: 12, quiet_end: 14, quiet_policy: "skip" },
  { coalesce: { window_seconds: 20, max_wait_seconds: 60 } },
  { overlap: "replace" },
  { fuse: { runs: 2, within_seconds: 600 } },
] as const;

const OUTCOMES: readonly RunOutcome[] = [
  { status: "success", costUsd: 0.5 },
  { status: "error:timeout" },
  { status: "error:exit_1" },
  { status: "error:hang" },
  { status: "error:limit_claude", untouched: true },
  { status: "error:limit_claude" },
  { status: "error:auth_claude", untouched: true },
  { status: "error:overloaded_claude", untouched: true },
];

const hook = fc.constantFrom(...HOOKS);
const nth = fc.nat(30);
const paused = fc.constantFrom<["all" | "hook" | "provider", string]>(
  ["all", "all"],
  ["hook", "a"],
  ["hook", "b"],
  ["provider", "claude"],
);

/** One step. */
export const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      hook,
      entity: fc.constantFrom("x", "y", null),
      isOwn: fc.nat(9).map((n) => n === 0),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      nth,
      how: fc.constantFrom(...OUTCOMES),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.constantFrom(SECOND, 31 * SECOND, 10 * MINUTE, HOUR, 9 * HOUR),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      hook,
      to: fc.constantFrom(...CHANGES),
      state: fc.constantFrom<"valid" | "stale">("valid", "valid", "valid", "stale"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("approve", "approve_read_only", "release", "discard", "replay", "stop"),
      nth,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("pause", "resume"),
      what: paused,
      ms: fc.constantFrom(null, HOUR),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("raise" as const), hook }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release_all" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("again" as const),
      end: fc.constantFrom<"stop" | "crash">("stop", "crash"),
    }),
  },
);

/** One step. */
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What the model knows, beside what it can ask the world. */
export interface Known {
  world: World;
  /** Runs that a daemon started before it was known here; null: none does. */
  early: Run[] | null;
  readonly clock: MortalClock;
  /** In the order of their arrival. */
  readonly accepted: DeliveryId[];
  /** What was wrong at the moment of a start. */
  readonly faults: unknown[];
}

/** What a hook has whatever it is changed into. */
export function fieldsOf(id: string): Record<string, unknown> {
  const retry = { max_attempts: 2, on: ["error:timeout"], backoff_seconds: 5 };
  const fuse = { runs: 50, within_seconds: 600 };
  if (id === "c") return { max_concurrent: 2, fuse };
  return { mode: "cron_task", provider: "claude", retry, fuse, max_concurrent: 1 };
}

/** Takes a step. What the owner may not do now is refused, and changes nothing. */
export async function take(known: Known, one: Step): Promise<void> {
  try {
    await takeOne(known, one);
  } catch (thrown) {
    const code = thrown instanceof WakehookError ? thrown.code : null;
    if (code !== "refused" && code !== "not_found") throw thrown;
  }
  await known.world.settle();
}

async function takeOne(known: Known, one: Step): Promise<void> {
  const { world, accepted } = known;
  const { dispatcher } = world;
  switch (one.do) {
    case "post": {
      const causedBy = one.isOwn ? (world.ledger.runs({ limit: 1 })[0]?.id ?? null) : null;
      accepted.push(await world.post(one.hook, { entity: one.entity, causedBy }));
      return;
    }
    case "end":
      return world.going[one.nth % (world.going.length || 1)]?.end(one.how);
    case "advance":
      return world.advance(one.ms);
    case "change":
      return world.reload(() =>
        world.putHook(one.hook, { ...fieldsOf(one.hook), ...one.to }, one.state),
      );
    case "pause":
      dispatcher.pause(...one.what, one.ms === null ? null : world.clock.now() + one.ms);
      return;
    case "resume":
      return dispatcher.resume(...one.what);
    case "raise":
      dispatcher.raiseBudget(one.hook as HookId, { runs: 1, usd: 0 });
      return;
    case "release_all":
      await dispatcher.releaseAll();
      return;
    case "again":
      // The clock stands still: the grace has to be ended by hand.
      if (one.end === "stop") {
        const stopped = dispatcher.shutdown(0);
        await world.settle();
        await world.advance(0);
        await stopped;
      }
      known.clock.forgetTimers();
      known.early = [];
      known.world = await nextWorld(world, "crash");
      return;
    default:
      await sayOf(known, one.do, accepted[one.nth % (accepted.length || 1)]);
  }
}

/** The owner's word about one delivery. */
async function sayOf(
  { world: { dispatcher, ledger }, accepted }: Known,
  word: "approve" | "approve_read_only" | "release" | "discard" | "replay" | "stop",
  id: DeliveryId | undefined,
): Promise<void> {
  if (id === undefined) return;
  if (word === "approve") dispatcher.approve(id, null);
  else if (word === "approve_read_only") dispatcher.approve(id, "read_only");
  else if (word === "release") await dispatcher.release(id);
  else if (word === "discard") dispatcher.discard(id);
  else if (word === "replay") accepted.push(await dispatcher.replay(id));
  else dispatcher.stopRun(ledger.runs({ deliveryId: id })[0]?.id ?? ("" as RunId));
}
