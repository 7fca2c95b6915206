// When something runs. In: ids of deliveries that are on disk. Out: runs, and the ends of those that do not run.
// Every change of the world (an arrival, an end, a reload, the clock) leads to one turn, which looks at all that waits.

import type { AcceptOutcome, NewDelivery } from "../core/records/new-delivery.ts";
import type { DeliveryId, RunId } from "../core/records/ids.ts";
import type { LedgerPort } from "../core/ports/ledger-port.ts";
import type { Mode } from "../core/ports/mode-port.ts";
import type { ModeName } from "../core/settings/modes.ts";
import type { RunPlan } from "../core/admission/run-plan.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { Timer } from "../system/clock.ts";
import { createAdmission, type AdmissionDeps } from "./admission/admission.ts";
import { createAlarm } from "./alarm.ts";
import { toArrived } from "./arrival.ts";
import { createFacts, type FactsDeps } from "./admission/facts.ts";
import { createGoingRuns } from "./running/going-runs.ts";
import { createOwnerCommands, findDelivery, type OwnerCommands } from "./owner/owner-commands.ts";
import { createPauses } from "./owner/pauses.ts";
import { previewRun } from "./owner/preview.ts";
import { createProviderHealth, type ProviderHealthDeps } from "./health/provider-health.ts";
import { recoverAll, type RecoveryDeps } from "./running/recovery.ts";
import type { RunDeps } from "./running/run-delivery.ts";
import { tryStart, waitsAgain } from "./running/start-delivery.ts";
import { createTurnLoop } from "./turn-loop.ts";
import type { Waiting } from "./waiting/waiting-line.ts";
import { createWaitingRoom } from "./waiting/waiting-room.ts";

/** What the dispatcher needs from around it. */
export interface DispatcherDeps
  extends
    Omit<RunDeps, "health">,
    RecoveryDeps,
    Omit<AdmissionDeps, "facts" | "pauses">,
    Pick<FactsDeps, "findSource">,
    Pick<ProviderHealthDeps, "probe"> {
  readonly ledger: LedgerPort;
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
  /**
   * A delivery as it would run now; nothing is started.
   * @throws WakehookError `not_found`, `refused` where nothing could run.
   */
  preview(id: DeliveryId): RunPlan;
  counts(): { readonly running: number; readonly queued: number; readonly held: number };
  /** Starts nothing more, lets runs end within the grace, interrupts the rest; settles when all are written down. */
  shutdown(graceMs: number): Promise<void>;
}

/** How often what waits is looked at again, for quiet hours and clock changes. */
const LOOK_AGAIN_MS = 30_000;

/** Creates a dispatcher that does nothing before `start`. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { ledger, clock } = deps;
  const pauses = createPauses(deps);
  const health = createProviderHealth({
    ...deps,
    pauses,
    notify: (...told) => ledger.notify(...told),
    mayProbe() {
      const { safeMode, features } = deps.settings().config;
      return features.agents && !safeMode;
    },
  });
  const going = createGoingRuns({ ...deps, health });
  const facts = createFacts({ ...deps, pauses, runsOf: (provider) => going.runsOf(provider) });
  const asking = { ...deps, pauses, facts };
  const room = createWaitingRoom({
    ...asking,
    admission: createAdmission(asking),
    replaceRun: (entry) => going.replace(entry, facts.of(entry).ask.trust()),
  });
  const loop = createTurnLoop(deps, turn);
  const commands = createOwnerCommands({ ...deps, pauses, room, offer, lookAgain });
  const stopping = new AbortController();
  let starting: Promise<void> = Promise.resolve();
  const alarm = createAlarm(clock, liftEnded);
  let lookTimer: Timer | null = null;

  function turn(): void {
    if (room.lookAtSome()) loop.wake();
    startSome();
    alarm.set(room.nextAt(), pauses.nextEnd());
  }

  function startSome(): void {
    const { config, hooks } = deps.settings();
    const round = going.round();
    for (const entry of room.heads()) {
      if (going.count >= config.agents.maxConcurrentRuns) return;
      const hook = hooks.get(entry.hookId)?.hook ?? null;
      // What this hook's own run holds, nobody behind it can have taken: no need to reserve.
      if (hook !== null && going.isFull(entry.hookId, hook.maxConcurrent)) continue;
      // Where the entry left its line, that line has a new head: another turn looks at it.
      if (
        room.settle(entry) ||
        hook === null ||
        tryStart({ ...deps, facts, going, room }, entry, { hook, config, round }, onEnd)
      )
        loop.wake();
    }
  }

  function onEnd(entry: Waiting, fault: Error | null): void {
    facts.forget();
    if (fault !== null) onFault(entry, fault);
    else comeBack(entry);
    loop.wake();
  }

  /** A run that ended may leave its delivery waiting: for another attempt, or for its agent. */
  function comeBack(entry: Waiting): void {
    const delivery = ledger.delivery(entry.id);
    if (!waitsAgain(delivery)) return;
    room.arrive(delivery, entry);
    // Its agent was paused just now: that concerns all that waits, and another of its list may do it.
    if (delivery.state === "held") lookAgain();
  }

  /** Where no row was written nothing was started, so it waits on. Whether it does, the ledger knows: `tryStart` asks. */
  function onFault(entry: Waiting, { message }: Error): void {
    const about = { delivery: entry.id, error: message };
    deps.log.error("a run was not started, or its end not written", about);
    room.enter(entry);
    loop.pause();
  }

  function lookAgain(): void {
    room.doubtAll();
    loop.wake();
  }

  function liftEnded(): void {
    if (pauses.liftEnded().length > 0) lookAgain();
    else loop.wake();
  }

  function keepLooking(): void {
    lookTimer = clock.setTimer(keepLooking, LOOK_AGAIN_MS, { unref: true });
    liftEnded();
    lookAgain();
    health.probe(lookAgain);
  }

  async function startUp(): Promise<void> {
    await recoverAll(deps, stopping.signal);
    if (stopping.signal.aborted) return;
    pauses.load();
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
    settingsChanged() {
      lookAgain();
      // The owner may just have said where the program is, or logged in.
      health.probe(lookAgain, "now");
    },
    stopRun: (id) => going.stop(id),
    ...commands,
    preview: (id) => previewRun({ ...deps, facts }, id),
    counts: () => ({ running: going.count, queued: room.queued, held: room.held }),
    async shutdown(graceMs) {
      stopping.abort();
      loop.close();
      alarm.set(null);
      await starting.catch(() => {});
      lookTimer?.clear();
      await going.drain(graceMs);
    },
  };
}
