// The ledger against a model of a few lines: whatever is asked of it in whatever order, both agree.

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { WakehookError } from "../../src/core/errors.ts";
import type { AfterRun, LedgerPort } from "../../src/core/ledger-port.ts";
import {
  aDelivery,
  deliveryId,
  idClaim,
  PAUSED,
  runId,
  START,
  startedRun,
  tempFolder,
  tempLedger,
} from "./temp-ledger.ts";

interface ModelDelivery {
  readonly number: number;
  readonly claim: string;
  state: "queued" | "held" | "running" | "done";
  status: string | null;
  duplicates: number;
  attempts: number;
  reattempts: number;
}

interface World {
  ledger: LedgerPort;
  readonly reopen: () => LedgerPort;
  readonly deliveries: ModelDelivery[];
  /** The delivery of each run, by the run's number; null: ended. */
  readonly runs: Array<ModelDelivery | null>;
  nextNumber: number;
}

const MAX_QUEUED = 4;
const after = fc.constantFrom<AfterRun>(
  { kind: "done" },
  { kind: "requeue", reason: "again", notBefore: START + 1 },
  { kind: "hold", status: "held:agent", reason: "waits", until: null },
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("accept" as const),
      claim: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    }),
  },
  fc.record({ kind: fc.constantFrom("hold", "release", "end", "start"), at: fc.nat(8) }),
  fc.record({
    kind: fc.constant("finish" as const),
    at: fc.nat(8),
    status: fc.constantFrom("success" as const, "error:timeout" as const),
    after,
  }),
  fc.record({ kind: fc.constant("restart" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

it("agrees with a model after any steps", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const temp = tempLedger(tempFolder());
      const world: World = {
        ledger: temp.open(),
        reopen: () => temp.open(),
        deliveries: [],
        runs: [],
        nextNumber: 1,
      };
      for (const each of steps) {
        await take(world, each);
        compare(world);
      }
      world.ledger.close();
    }),
    { numRuns: 40 },
  );
}, 60_000);

async function take(world: World, each: Step): Promise<void> {
  if (each.kind === "restart") {
    world.ledger.close();
    world.ledger = world.reopen();
  } else if (each.kind === "accept") await accept(world, each.claim);
  else if (each.kind === "finish") finish(world, each);
  else move(world, each.kind, each.at);
}

async function accept(world: World, claim: string): Promise<void> {
  const number = world.nextNumber++;
  const delivery = aDelivery(number, { claims: [idClaim(claim)], redelivers: true });
  const outcome = await world.ledger
    .accept(delivery, { maxQueued: MAX_QUEUED })
    .catch((error: unknown) => (error instanceof WakehookError ? error.code : "unexpected"));

  const first = world.deliveries.find((known) => known.claim === claim);
  const isFull = waiting(world).length >= MAX_QUEUED;
  const isAgain =
    first?.state === "done" && first.status?.startsWith("error:") === true && first.reattempts < 3;
  if (first !== undefined && !(isAgain && isFull)) {
    first.duplicates += 1;
    if (isAgain)
      Object.assign(first, { state: "queued", status: null, reattempts: first.reattempts + 1 });
    expect(outcome).toEqual({
      kind: "duplicate",
      deliveryId: deliveryId(first.number),
      reattempt: isAgain,
    });
  } else if (isFull) expect(outcome).toBe("queue_full");
  else {
    expect(outcome).toEqual({ kind: "accepted", deliveryId: deliveryId(number) });
    const untouched = { state: "queued", status: null, duplicates: 0, attempts: 0 } as const;
    world.deliveries.push({ number, claim, ...untouched, reattempts: 0 });
  }
}

function move(world: World, kind: string, at: number): void {
  const known = world.deliveries[at];
  const id = deliveryId(known?.number ?? 999);
  const from = { hold: "queued held", release: "held", end: "queued held", start: "queued" }[kind];
  const isAllowed = known !== undefined && (from ?? "").split(" ").includes(known.state);
  const number = world.runs.length;
  const act = {
    hold: () => world.ledger.hold(id, PAUSED),
    release: () => world.ledger.release(id),
    end: () => world.ledger.end(id, "skipped:filtered", null, []),
    start: () => world.ledger.startRun(startedRun(number, id)),
  }[kind];

  expect(codeOf(() => act?.())).toBe(isAllowed ? null : known ? "refused" : "not_found");
  if (!isAllowed) return;
  if (kind === "hold") Object.assign(known, { state: "held", status: "held:paused" });
  if (kind === "release") Object.assign(known, { state: "queued", status: null });
  if (kind === "end") Object.assign(known, { state: "done", status: "skipped:filtered" });
  if (kind === "start") {
    Object.assign(known, { state: "running", status: null, attempts: known.attempts + 1 });
    world.runs.push(known);
  }
}

function finish(world: World, end: Extract<Step, { kind: "finish" }>): void {
  const known = world.runs[end.at];
  const outcome = { status: end.status };
  const code = codeOf(() => world.ledger.finishRun(runId(end.at), outcome, START, end.after, []));
  expect(code).toBe(known === undefined ? "not_found" : known === null ? "refused" : null);
  if (known == null) return;
  world.runs[end.at] = null;
  if (end.after.kind === "done") Object.assign(known, { state: "done", status: end.status });
  if (end.after.kind === "requeue") Object.assign(known, { state: "queued", status: null });
  if (end.after.kind === "hold") Object.assign(known, { state: "held", status: "held:agent" });
}

function compare(world: World): void {
  const { ledger } = world;
  expect(ledger.waitingCount()).toBe(waiting(world).length);
  expect(ledger.waiting().map(({ id }) => id)).toEqual(
    waiting(world).map(({ number }) => deliveryId(number)),
  );
  expect(ledger.unfinishedRuns().map(({ run }) => run.deliveryId)).toEqual(
    world.runs.filter((run) => run !== null).map(({ number }) => deliveryId(number)),
  );
  for (const { number, claim: _, reattempts: __, ...seen } of world.deliveries)
    expect(ledger.delivery(deliveryId(number))).toMatchObject(seen);
}

function waiting({ deliveries }: World): ModelDelivery[] {
  return deliveries.filter(({ state }) => state === "queued" || state === "held");
}

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof WakehookError ? error.code : String(error);
  }
}
