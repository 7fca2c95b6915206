// Steps that a ledger and its model take together; each compares what both say to it.

import { expect } from "vitest";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import type { Pause } from "../../src/core/admission/pause.ts";
import * as model from "./model.ts";
import type { Step } from "./model-choices.ts";
import {
  aDelivery,
  deliveryId,
  idClaim,
  runId,
  START,
  startedRun,
  type ManualClock,
} from "./temp-ledger.ts";

export interface World {
  ledger: LedgerPort;
  readonly clock: ManualClock;
  readonly reopen: () => LedgerPort;
  readonly deliveries: model.ModelDelivery[];
  /** The delivery of each run, by the run's number; null: ended. */
  readonly runs: Array<model.ModelDelivery | null>;
  readonly pauses: Map<string, Pause>;
  readonly keys: Set<string>;
  nextNumber: number;
}

const MAX_QUEUED = 5;
const isQueued = ({ state }: model.ModelDelivery): boolean => state === "queued";
const MEANT = {
  hold: model.isWaiting,
  release: ({ state }: model.ModelDelivery) => state === "held",
  end: model.isWaiting,
  postpone: isQueued,
  merge: model.isWaiting,
} as const;
const REPORT = { sink: "log", payload: "{}" };

export async function take(world: World, each: Step): Promise<void> {
  if (each.kind === "restart") {
    world.ledger.close();
    world.ledger = world.reopen();
  } else if (each.kind === "advance") world.clock.advance(each.ms);
  else if (each.kind === "accept") await accept(world, each);
  else if (each.kind === "finish") finish(world, each);
  else if (each.kind === "start") start(world, each.at);
  else if ("key" in each) notify(world, each.key);
  else if ("what" in each) pause(world, each);
  else move(world, each);
}

async function accept(world: World, each: Extract<Step, { kind: "accept" }>): Promise<void> {
  const number = world.nextNumber++;
  const { claim, entity } = each;
  const delivery = aDelivery(number, { entity, claims: [idClaim(claim)], redelivers: true });
  const outcome = await world.ledger
    .accept(delivery, { maxQueued: MAX_QUEUED })
    .catch((error: unknown) => (error instanceof WakehookError ? error.code : "unexpected"));

  const first = world.deliveries.find((known) => known.claim === claim);
  const isFull = world.deliveries.filter(model.isWaiting).length >= MAX_QUEUED;
  const isError = first?.state === "done" && first.status?.startsWith("error:") === true;
  const isAgain = isError && first.reattempts < 3;
  if (first !== undefined && !(isAgain && isFull)) {
    first.duplicates += 1;
    if (isAgain) model.redeliver(first);
    const duplicate = { kind: "duplicate", deliveryId: first.id, reattempt: isAgain };
    expect(outcome).toEqual(duplicate);
  } else if (isFull) expect(outcome).toBe("queue_full");
  else {
    expect(outcome).toEqual({ kind: "accepted", deliveryId: deliveryId(number) });
    world.deliveries.push(model.newDelivery(number, each));
  }
}

function move(
  world: World,
  each: Extract<Step, { kind: "hold" | "release" | "end" | "postpone" | "merge" }>,
): void {
  const { ledger, clock } = world;
  const known = pick(world.deliveries, each.at, MEANT[each.kind]);
  const id = known?.id ?? deliveryId(999);
  if (each.kind === "hold")
    same(() => ledger.hold(id, each.hold), model.hold(known, each.hold, clock.now()));
  if (each.kind === "release")
    same(() => ledger.release(id, each.waiver), model.release(known, each.waiver));
  if (each.kind === "end")
    same(() => ledger.end(id, "skipped:filtered", null, []), model.end(known, "skipped:filtered"));
  if (each.kind === "postpone") {
    const burstSince = each.burst === null ? null : START + each.burst;
    const wait = { until: clock.now() + 60, burstSince };
    const act = () => ledger.postpone(id, wait.until, { reason: "burst", burstSince });
    same(act, model.postpone(known, wait));
  }
  if (each.kind === "merge") {
    const newer = pick(world.deliveries, each.into, (one) => one !== known && model.isWaiting(one));
    const act = () => ledger.merge(id, newer?.id ?? deliveryId(998), "merged");
    same(act, model.merge(known, newer));
  }
}

function start(world: World, number: number): void {
  const known = pick(world.deliveries, number, isQueued);
  const run = startedRun(world.runs.length, known?.id ?? deliveryId(999));
  const code = model.start(known);
  same(() => world.ledger.startRun(run), code);
  if (known !== undefined && code === null) world.runs.push(known);
}

function finish(world: World, each: Extract<Step, { kind: "finish" }>): void {
  const numbers = world.runs.map((_, number) => number);
  const number = pick(numbers, each.at, (one) => world.runs[one] !== null) ?? world.runs.length;
  const known = world.runs[number];
  const endedAt = world.clock.now();
  const act = () =>
    world.ledger.finishRun(runId(number), { status: each.status }, endedAt, each.after, []);
  same(act, known === undefined ? "not_found" : known === null ? "refused" : null);
  if (known == null) return;
  world.runs[number] = null;
  model.finish(known, { ...each, at: endedAt });
}

function pause(world: World, each: Extract<Step, { kind: "pause" | "resume" }>): void {
  const { ledger, pauses } = world;
  const { what, name } = each;
  const key = `${what} ${name}`;
  if (each.kind === "resume") {
    expect(ledger.resume(what, name, [REPORT])).toBe(pauses.delete(key));
    return;
  }
  const since = world.clock.now();
  const strikes = (pauses.get(key)?.strikes ?? 0) + 1;
  const next: Pause = { kind: what, name, cause: "owner", since, until: null, reason: "", strikes };
  ledger.pause(next);
  pauses.set(key, next);
}

function notify({ ledger, keys }: World, key: string): void {
  expect(ledger.notify(key, [REPORT])).toBe(!keys.has(key));
  keys.add(key);
}

/** Mostly one of those that the step is for; sometimes any, or one that is not there. */
function pick<One>(
  all: readonly One[],
  number: number,
  isMeant: (one: One) => boolean,
): One | undefined {
  const meant = number % 4 === 0 ? [] : all.filter(isMeant);
  return meant.length > 0 ? meant[number % meant.length] : all[number % (all.length + 1)];
}

function same(act: () => unknown, expected: model.Code): void {
  let code: string | null = null;
  try {
    act();
  } catch (error) {
    code = error instanceof WakehookError ? error.code : String(error);
  }
  expect(code).toBe(expected);
}
