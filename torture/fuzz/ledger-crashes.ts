// Steps of deliveries and runs, and crashes between them: what the ledger said before the crash it says after it.
// A crash is the disk as it is while the ledger is open: all that a killed process leaves.

import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { DeliveryId, HookId, RunId } from "../../src/core/records/ids.ts";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { systemClock } from "../../src/system/clock.ts";
import { attempt, type FuzzProperty } from "./property.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");
const STEPS = ["start", "success", "failure", "requeue", "hold", "release", "end"] as const;
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("accept" as const), at: fc.nat(5) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom(...STEPS), at: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash" as const), at: fc.constant(0) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface World {
  folder: string;
  ledger: LedgerPort;
  /** The first delivery of each claim. */
  readonly claims: Map<number, DeliveryId>;
  count: number;
}

/** Makes folders below this one. */
export function ledgerCrashes(root: string): FuzzProperty {
  let folders = 0;
  const nextFolder = (): string => path.join(root, `ledger-${folders++}`);
  return {
    fault: "series of accepts, runs, holds, releases and ends, with crashes between them",
    promised: "every row and every claim is after the crash what it was before",
    runs: { short: 4, long: 250 },
    attempt: (isBroken, options) =>
      attempt(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          const world = await openWorld(nextFolder());
          try {
            for (const each of steps)
              if (each.kind === "crash") await crash(world, nextFolder(), isBroken);
              else await take(world, each);
            await crash(world, nextFolder(), isBroken);
          } finally {
            world.ledger.close();
          }
        }),
        options,
      ),
  };
}

async function openWorld(folder: string): Promise<World> {
  await mkdir(folder);
  return { folder, ledger: openIn(folder), claims: new Map(), count: 0 };
}

function openIn(folder: string): LedgerPort {
  const paths = {
    database: path.join(folder, "wakehook.db"),
    watermarkFile: path.join(folder, "wakehook.watermark"),
    backupsFolder: path.join(folder, "backups"),
  };
  const ledger = openLedger({ paths, clock: systemClock });
  let isOpen = true;
  const close = (): void => {
    if (isOpen) ledger.close();
    isOpen = false;
  };
  return { ...ledger, close };
}

/** The stand-in forgets what stands in the write-ahead log. */
async function crash(world: World, next: string, isBroken: boolean): Promise<void> {
  const before = imageOf(world.ledger);
  const isKept = (file: string): boolean =>
    !file.endsWith("-shm") && !(isBroken && file.endsWith("-wal"));
  await cp(world.folder, next, { recursive: true, filter: isKept });
  world.ledger.close();
  await rm(world.folder, { recursive: true });
  world.folder = next;
  world.ledger = openIn(next);
  const after = imageOf(world.ledger);
  if (after !== before) throw new Error(`before: ${before}\nafter: ${after}`);
}

function imageOf(ledger: LedgerPort): string {
  return JSON.stringify([
    ledger.deliveries({ limit: 1000 }),
    ledger.runs({ limit: 1000 }),
    ledger.waiting().map(({ id }) => id),
    ledger.unfinishedRuns(),
  ]);
}

async function take(world: World, { kind, at }: Step): Promise<void> {
  if (kind === "accept") return await accept(world, at);
  const { ledger } = world;
  const delivery = ledger.deliveries({ limit: 1000 }).at(-1 - at)?.id;
  const run = ledger.unfinishedRuns()[at]?.run.id;
  if (delivery === undefined) return;
  try {
    if (kind === "start") start(world, delivery);
    else if (kind === "release") ledger.release(delivery);
    else if (kind === "end") ledger.end(delivery, "skipped:filtered", null, []);
    else if (kind === "hold")
      ledger.hold(delivery, { status: "held:paused", reason: null, until: null, expiresAt: null });
    else if (run !== undefined) finish(ledger, run, kind);
  } catch (error) {
    // A step that the state forbids.
    if (!(error instanceof WakehookError && error.code === "refused")) throw error;
  }
}

async function accept(world: World, claim: number): Promise<void> {
  const id = `dlv_${String(world.count++).padStart(26, "0")}` as DeliveryId;
  const body = Buffer.from(`{"claim":${claim}}`);
  const outcome = await world.ledger.accept(
    {
      id,
      hookId: "hook" as HookId,
      source: "generic",
      origin: "sender",
      event: null,
      entity: null,
      receivedAt: AT,
      remoteAddress: "127.0.0.1",
      method: "POST",
      path: "/hooks/hook",
      headers: [],
      body,
      contentType: "application/json",
      priority: "medium",
      claims: [{ key: `id:${claim}`, expiresAt: Number.MAX_SAFE_INTEGER }],
    },
    { maxQueued: 1000 },
  );
  const first = world.claims.get(claim) ?? id;
  world.claims.set(claim, first);
  if (outcome.deliveryId !== first) throw new Error(`claim ${claim} of ${first} was forgotten`);
}

function start(world: World, deliveryId: DeliveryId): void {
  const id = `run_${String(world.count++).padStart(26, "0")}` as RunId;
  world.ledger.startRun({ id, deliveryId, mode: "wake", agent: null, startedAt: AT });
}

function finish(ledger: LedgerPort, run: RunId, kind: Step["kind"]): void {
  const status = kind === "failure" ? "error:timeout" : "success";
  const after =
    kind === "requeue"
      ? ({ kind, reason: "again", notBefore: AT } as const)
      : ({ kind: "done" } as const);
  ledger.finishRun(run, { status }, AT, after, [{ sink: "log", payload: "{}" }]);
}
