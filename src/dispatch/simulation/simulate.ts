// A dry run. In: recorded deliveries, and the settings as they would be. Out: what would become of each, decided by
// the very rooms and checks of dispatch, at each delivery's own time. Starts nothing, writes nothing.

import type { Delivery } from "../../core/records/delivery.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import type { Status } from "../../core/records/status.ts";
import { breathe } from "../../system/breathe.ts";
import type { Clock } from "../../system/clock.ts";
import { createAdmission } from "../admission/admission.ts";
import { createFacts } from "../admission/facts.ts";
import { createPauses } from "../owner/pauses.ts";
import { createSimulatedLedger, type SimulatedLedger } from "./simulated-ledger.ts";
import { createWaitingRoom, type WaitingRoom } from "../waiting/waiting-room.ts";

/** What a simulation is made of. */
export interface Simulation {
  readonly settings: SettingsSnapshot;
  /** Oldest first. */
  readonly deliveries: readonly Delivery[];
  /** What was recorded: bodies, and the runs that led to deliveries. */
  readonly recorded: Pick<LedgerReadPort, "delivery" | "content" | "run">;
  readonly findSource: (name: string) => Source | undefined;
  /** What the run of a delivery would cost, dollars. */
  readonly costOf: (id: DeliveryId) => number;
}

/** What would become of a delivery. */
export interface Simulated {
  readonly kind: "run" | "hold" | "merged" | "end";
  /** null: it runs, and was not held. */
  readonly status: Status | null;
  readonly reason: string | null;
  /** When it would run, epoch milliseconds. */
  readonly ranAt: number | null;
  readonly mergedInto: DeliveryId | null;
}

/** How long what is put off is followed beyond the last delivery: over any night, and into the next day's budget. */
const FOLLOWED_MS = 2 * 86_400_000;
/** What is held longer than was known is looked at again this often; the daemon does so every 30 seconds. */
const LOOK_AGAIN_MS = 300_000;

interface Stage {
  now: number;
  readonly ledger: SimulatedLedger;
  readonly room: WaitingRoom;
  readonly forget: () => void;
  readonly costOf: Simulation["costOf"];
}

/**
 * Takes deliveries through dispatch with a clock of its own; a run takes no time, and every agent works. Where a daemon
 * does it, requests that arrive go first.
 */
export async function simulate(simulation: Simulation): Promise<Map<DeliveryId, Simulated>> {
  const stage = openStage(simulation);
  for (const delivery of simulation.deliveries) {
    await passUntil(stage, delivery.receivedAt);
    stage.now = Math.max(stage.now, delivery.receivedAt);
    stage.room.arrive(stage.ledger.add(delivery));
    await runAll(stage);
  }
  await passUntil(stage, stage.now + FOLLOWED_MS);
  return new Map(simulation.deliveries.map(({ id }) => [id, outcomeOf(stage.ledger, id)]));
}

function openStage({ settings, recorded, findSource, costOf }: Simulation): Stage {
  const ledger = createSimulatedLedger(recorded);
  const clock: Clock = {
    now: () => stage.now,
    monotonic: () => 0,
    setTimer: () => ({ clear() {} }),
  };
  const quiet = (): void => {};
  const deps = {
    clock,
    ledger,
    findSource,
    settings: () => settings,
    emit: quiet,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    reportsOf: () => [],
    noticesOf: () => [],
    runsOf: () => 0,
  };
  const pauses = createPauses(deps);
  const facts = createFacts({ ...deps, pauses });
  const asking = { ...deps, pauses, facts };
  const admission = createAdmission(asking);
  const room = createWaitingRoom({ ...asking, admission, replaceRun: quiet });
  const stage: Stage = { now: 0, ledger, room, costOf, forget: () => facts.forget() };
  return stage;
}

/** Lets time pass, from one instant that matters to the next. */
async function passUntil(stage: Stage, end: number): Promise<void> {
  for (;;) {
    await breathe();
    const { room, ledger, now } = stage;
    // What is still held when its end has come is looked at again as the daemon would.
    const held = ledger.nextHeldUntil();
    const instants = [room.nextAt(), held === null ? null : Math.max(held, now + LOOK_AGAIN_MS)];
    const next = Math.min(...instants.map((at) => at ?? Infinity));
    if (next > end) return;
    stage.now = Math.max(now, next);
    room.doubtAll();
    await runAll(stage);
  }
}

/** Looks at all that came or is in doubt, and runs whatever may. */
async function runAll({ room, ledger, now, costOf, forget }: Stage): Promise<void> {
  for (let isMore = true; isMore;) {
    while (room.lookAtSome()) await breathe();
    isMore = false;
    for (const entry of room.heads()) {
      isMore = true;
      if (room.settle(entry)) continue;
      room.leave(entry.id);
      ledger.ran(entry.id, now, costOf(entry.id));
      forget();
    }
  }
}

function outcomeOf(ledger: SimulatedLedger, id: DeliveryId): Simulated {
  const row = ledger.delivery(id);
  const hold = ledger.firstHold(id);
  const ranAt = ledger.ranAt(id) ?? null;
  const mergedInto = row?.mergedInto ?? null;
  if (ranAt !== null)
    return {
      kind: "run",
      status: hold?.status ?? null,
      reason: hold?.reason ?? null,
      ranAt,
      mergedInto,
    };
  const { status = null, reason = null } = row ?? {};
  if (mergedInto !== null) return { kind: "merged", status, reason, ranAt, mergedInto };
  // Nobody answers in a dry run: what asks for an approval has not expired.
  if (status === "skipped:expired" && hold !== undefined)
    return { kind: "hold", status: hold.status, reason: hold.reason, ranAt, mergedInto };
  return { kind: row?.state === "done" ? "end" : "hold", status, reason, ranAt, mergedInto };
}
