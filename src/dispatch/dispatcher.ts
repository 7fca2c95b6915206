// When something runs. In: ids of deliveries that are on disk. Out: runs, and the ends of those that do not run.
// Every change of the world (an arrival, an end, a reload, the clock) leads to one turn, which looks at all that waits.

import type { Config } from "../core/config.ts";
import type { AcceptOutcome, NewDelivery } from "../core/delivery.ts";
import type { Hook } from "../core/hook.ts";
import type { RunId } from "../core/ids.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { Mode } from "../core/mode-port.ts";
import { isModeName, type ModeName } from "../core/modes.ts";
import type { SettingsSnapshot } from "../core/settings.ts";
import type { Timer } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import type { AdmissionDeps } from "./admission.ts";
import { toArrived } from "./arrival.ts";
import { createGoingRuns } from "./going-runs.ts";
import type { LockRound } from "./locks.ts";
import { createOwnerCommands, findDelivery, type OwnerCommands } from "./owner-commands.ts";
import { recoverAll, type RecoveryDeps } from "./recovery.ts";
import type { RunDeps } from "./run-delivery.ts";
import { createTurnLoop } from "./turn-loop.ts";
import type { Waiting } from "./waiting-line.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** What the dispatcher needs from around it. */
export interface DispatcherDeps extends RunDeps, RecoveryDeps, AdmissionDeps {
  readonly ledger: LedgerPort;
  readonly randomness: Randomness;
  readonly settings: () => SettingsSnapshot;
  readonly modes: ReadonlyMap<ModeName, Mode>;
}

/** Decides what runs when, and knows what runs now. */
export interface Dispatcher extends OwnerCommands {
  /** Ends what a dead daemon left, then takes up all that waits. */
  start(): Promise<void>;
  /** A request was accepted: a new delivery waits, or a failed one waits again. */
  offer(arrived: NewDelivery, outcome: AcceptOutcome): void;
  /** Looks into the ledger for what waits there and is not known here: after the disk was in trouble. */
  takeUp(): void;
  /** The owner's files changed: everything that waits or is held is looked at again. */
  settingsChanged(): void;
  /** Ends a run; false where it does not run. */
  stopRun(id: RunId): boolean;
  counts(): { readonly running: number; readonly queued: number; readonly held: number };
  /** Starts nothing more, lets runs end within the grace, interrupts the rest; settles when all are written down. */
  shutdown(graceMs: number): Promise<void>;
}

/** How often what waits is looked at again, for quiet hours and clock changes. */
const LOOK_AGAIN_MS = 30_000;

/** Creates a dispatcher that does nothing before `start`. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { ledger, clock } = deps;
  const room = createWaitingRoom(deps);
  const loop = createTurnLoop(deps, turn);
  const going = createGoingRuns(deps);
  const commands = createOwnerCommands({ ...deps, room, offer });
  const stopping = new AbortController();
  let starting: Promise<void> = Promise.resolve();
  let lookTimer: Timer | null = null;

  function turn(): void {
    if (room.lookAtSome()) loop.wake();
    const { config, hooks } = deps.settings();
    const round = going.round();
    for (const entry of room.heads()) {
      if (going.count >= config.agents.maxConcurrentRuns) return;
      const hook = hooks.get(entry.hookId)?.hook ?? null;
      // What this hook's own run holds, nobody behind it can have taken: no need to reserve.
      if (hook !== null && going.isFull(entry.hookId, hook.maxConcurrent)) continue;
      // Where the entry left its line, that line has a new head: another turn looks at it.
      if (room.settle(entry) || hook === null || tryStart(entry, { hook, config, round }))
        loop.wake();
    }
  }

  /** Starts a delivery that may run; true where it left the line. */
  function tryStart(
    entry: Waiting,
    { hook, config, round }: { hook: Hook; config: Config; round: LockRound },
  ): boolean {
    const mode = isModeName(hook.mode) ? deps.modes.get(hook.mode) : undefined;
    const delivery = ledger.delivery(entry.id);
    if (mode === undefined || delivery?.state !== "queued") {
      deps.log.error("a delivery waited here and not in the ledger", { delivery: entry.id });
      room.leave(entry.id);
      return true;
    }
    const folder = mode.folder(hook, config);
    const needs = { hookId: hook.id, folder, dependency: hook.dependency ?? null };
    if (!round.mayStart(needs)) return false;
    room.leave(entry.id);
    going.start({ delivery, hook, config, mode, needs }, (fault) => {
      if (fault !== null) onFault(entry, fault);
      loop.wake();
    });
    return true;
  }

  /** Where no row was written nothing was started, so it waits on. Whether it does, the ledger knows: `tryStart` asks. */
  function onFault(entry: Waiting, fault: Error): void {
    const { message } = fault;
    deps.log.error("a run was not started, or its end not written", {
      delivery: entry.id,
      error: message,
    });
    room.enter(entry);
    loop.pause();
  }

  function lookAgain(): void {
    room.doubtAll();
    loop.wake();
  }

  function keepLooking(): void {
    lookAgain();
    lookTimer = clock.setTimer(keepLooking, LOOK_AGAIN_MS, { unref: true });
  }

  async function startUp(): Promise<void> {
    await recoverAll(deps, stopping.signal);
    if (stopping.signal.aborted) return;
    room.takeUp();
    loop.open();
    keepLooking();
  }

  function offer(arrived: NewDelivery, outcome: AcceptOutcome): void {
    if (outcome.kind === "duplicate" && !outcome.reattempt) return;
    const delivery =
      outcome.kind === "accepted" ? toArrived(arrived) : findDelivery(ledger, outcome.deliveryId);
    deps.emit({ type: "delivery", at: clock.now(), delivery });
    room.arrive(delivery);
    loop.wake();
  }

  return {
    start: () => (starting = startUp()),
    offer,
    takeUp() {
      room.takeUp();
      loop.wake();
    },
    settingsChanged: lookAgain,
    stopRun: (id) => going.stop(id),
    replay: (id) => commands.replay(id),
    discard: (id) => commands.discard(id),
    release(id) {
      commands.release(id);
      loop.wake();
    },
    counts: () => ({ running: going.count, queued: room.queued, held: room.held }),
    async shutdown(graceMs) {
      stopping.abort();
      loop.close();
      await starting.catch(() => {});
      lookTimer?.clear();
      await going.drain(graceMs);
    },
  };
}
