// When something runs. In: ids of deliveries that are on disk. Out: runs, and the ends of those that do not run.
// Every change of the world (an arrival, an end, a reload, the clock) leads to one `turn`, which looks at all that waits.

import type { AcceptOutcome, Delivery, NewDelivery, Run } from "../core/delivery.ts";
import { toError, WakehookError } from "../core/errors.ts";
import type { Config } from "../core/config.ts";
import type { Hook } from "../core/hook.ts";
import type { DeliveryId, RunId } from "../core/ids.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { Mode, StopCause } from "../core/mode-port.ts";
import { isModeName, type ModeName } from "../core/modes.ts";
import type { SettingsSnapshot } from "../core/settings.ts";
import { newRunId, type Randomness } from "../system/randomness.ts";
import { toArrived } from "./arrival.ts";
import { createAdmission, type AdmissionDeps } from "./admission.ts";
import { createLocks, type LockRound } from "./locks.ts";
import { copyOf } from "./replay.ts";
import { recoverRuns, type RecoveryDeps } from "./recovery.ts";
import { runDelivery, type RunDeps } from "./run-delivery.ts";
import { createWaitingLine, toWaiting, type Waiting } from "./waiting-line.ts";

/** What the dispatcher needs from around it. */
export interface DispatcherDeps extends RunDeps, RecoveryDeps, AdmissionDeps {
  readonly ledger: LedgerPort;
  readonly randomness: Randomness;
  readonly settings: () => SettingsSnapshot;
  readonly modes: ReadonlyMap<ModeName, Mode>;
}

/** Decides what runs when, and knows what runs now. */
export interface Dispatcher {
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
   * Accepts the same request once more, as a delivery of its own.
   * @throws WakehookError `not_found`, `refused` where its payload is no longer kept, or what accept throws.
   */
  replay(id: DeliveryId): Promise<DeliveryId>;
  /** Ends a waiting delivery as `skipped:discarded`. @throws WakehookError `not_found`, `refused` where it does not wait. */
  discard(id: DeliveryId): void;
  /** Lets a held delivery go. @throws WakehookError `not_found`, `refused` where it is not held. */
  release(id: DeliveryId): void;
  counts(): { readonly running: number; readonly queued: number; readonly held: number };
  /** Starts nothing more, lets runs end within the grace, interrupts the rest; settles when all are written down. */
  shutdown(graceMs: number): Promise<void>;
}

/** Deliveries that are looked at per turn, and verdicts that are written: the event loop is given back between. */
const LOOKS_PER_TURN = 500;
const VERDICTS_PER_TURN = 50;
/** How often what is held is looked at again, for quiet hours and clock changes. */
const LOOK_AGAIN_MS = 30_000;
/** How long to wait after the disk refused a write. */
const STORAGE_PAUSE_MS = 1000;

/** Creates a dispatcher that does nothing before `start`. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const line = createWaitingLine();
  const locks = createLocks();
  const admission = createAdmission(deps);
  /** Arrived, or to be looked at again; those that may run stay in the line. */
  const unseen = new Set<DeliveryId>();
  const going = new Map<RunId, { controller: AbortController; ended: Promise<void> }>();
  let ready = false;
  let stopping = false;
  let scheduled = false;

  function schedule(delayMs = 0): void {
    if (scheduled || !ready || stopping) return;
    scheduled = true;
    const run = (): void => {
      scheduled = false;
      turn();
    };
    if (delayMs === 0) setImmediate(run);
    else deps.clock.setTimer(run, delayMs, { unref: true });
  }

  function turn(): void {
    if (stopping) return;
    try {
      lookAtUnseen();
      startWhatMay();
      if (unseen.size > 0) schedule();
    } catch (thrown) {
      deps.log.error("dispatch is waiting for the disk", { error: toError(thrown).message });
      schedule(STORAGE_PAUSE_MS);
    }
  }

  function lookAtUnseen(): void {
    let looks = LOOKS_PER_TURN;
    let verdicts = VERDICTS_PER_TURN;
    for (const id of unseen) {
      if (looks === 0 || verdicts === 0) return;
      const entry = line.get(id);
      looks -= 1;
      if (entry !== undefined && settle(entry)) verdicts -= 1;
      unseen.delete(id);
    }
  }

  /** Writes down the verdict where it is not "run"; true where it was written. */
  function settle(entry: Waiting): boolean {
    const verdict = admission.decide(entry);
    if (verdict.kind === "run") return false;
    admission.apply(entry, verdict);
    line.remove(entry.id);
    return true;
  }

  function startWhatMay(): void {
    const { config, hooks } = deps.settings();
    const round = locks.round();
    for (const entry of line.heads()) {
      if (locks.running >= config.agents.maxConcurrentRuns) return;
      const hook = hooks.get(entry.hookId)?.hook ?? null;
      // What this hook's own run holds, nobody behind it can have taken: no need to reserve.
      if (hook !== null && locks.isFull(entry.hookId, hook.maxConcurrent)) continue;
      // The line has a new head now; another turn looks at it.
      if (settle(entry) || hook === null) schedule();
      else if (tryStart(entry, hook, config, round)) schedule();
    }
  }

  function tryStart(entry: Waiting, hook: Hook, config: Config, round: LockRound): boolean {
    const mode = isModeName(hook.mode) ? deps.modes.get(hook.mode) : undefined;
    const delivery = deps.ledger.delivery(entry.id);
    if (mode === undefined || delivery === null) {
      throw new Error(`delivery ${entry.id} was admitted without a mode or a row`);
    }
    const folder = mode.folder(hook, config);
    const needs = { hookId: hook.id, folder, dependency: hook.dependency ?? null };
    if (!round.mayStart(needs)) return false;
    const id = newRunId(deps.clock.now(), deps.randomness);
    const controller = new AbortController();
    locks.take(id, needs);
    line.remove(entry.id);
    const order = { id, delivery, hook, config, mode, signal: controller.signal };
    const ended = runDelivery(deps, order)
      .then(announce)
      .catch((thrown: unknown) => notStarted(entry, thrown))
      .finally(() => {
        locks.release(id);
        going.delete(id);
        schedule();
      });
    going.set(id, { controller, ended });
    return true;
  }

  function announce(run: Run): void {
    const delivery = deps.ledger.delivery(run.deliveryId);
    if (delivery !== null) deps.emit({ type: "delivery", at: deps.clock.now(), delivery });
  }

  /** Only where the run's row could not be written: nothing was started, so it waits on. */
  function notStarted(entry: Waiting, thrown: unknown): void {
    deps.log.error("a run could not be started", {
      delivery: entry.id,
      error: toError(thrown).message,
    });
    if (deps.ledger.delivery(entry.id)?.state === "queued") line.add(entry);
    schedule(STORAGE_PAUSE_MS);
  }

  function lookAgain(): void {
    if (stopping) return;
    for (const entry of admission.takeReleasable()) enter(entry);
    for (const id of line.ids()) unseen.add(id);
    schedule();
  }

  function enter(entry: Waiting): void {
    line.add(entry);
    unseen.add(entry.id);
    schedule();
  }

  function offer(arrived: NewDelivery, outcome: AcceptOutcome): void {
    if (outcome.kind === "duplicate" && !outcome.reattempt) return;
    const delivery = outcome.kind === "accepted" ? toArrived(arrived) : find(outcome.deliveryId);
    deps.emit({ type: "delivery", at: deps.clock.now(), delivery });
    enter(toWaiting(delivery));
  }

  function takeUp(): void {
    for (const delivery of deps.ledger.waiting()) {
      if (delivery.state === "held") admission.remember(delivery);
      else enter(toWaiting(delivery));
    }
  }

  function find(id: DeliveryId): Delivery {
    const delivery = deps.ledger.delivery(id);
    if (delivery === null) throw new WakehookError("not_found", `no delivery ${id}`);
    return delivery;
  }

  function keepLooking(): void {
    deps.clock.setTimer(
      () => {
        if (stopping) return;
        lookAgain();
        keepLooking();
      },
      LOOK_AGAIN_MS,
      { unref: true },
    );
  }

  return {
    async start() {
      await recoverRuns(deps);
      takeUp();
      ready = true;
      lookAgain();
      keepLooking();
    },
    offer,
    takeUp,
    settingsChanged: lookAgain,
    stopRun(id) {
      const run = going.get(id);
      run?.controller.abort("stopped" satisfies StopCause);
      return run !== undefined;
    },
    async replay(id) {
      const copy = copyOf(deps, find(id));
      const { config } = deps.settings();
      const outcome = await deps.ledger.accept(copy, { maxQueued: config.webhooks.maxQueued });
      offer(copy, outcome);
      return copy.id;
    },
    discard(id) {
      const delivery = find(id);
      if (delivery.state !== "queued" && delivery.state !== "held") {
        throw new WakehookError("refused", `delivery ${id} does not wait: it is ${delivery.state}`);
      }
      deps.ledger.end(id, "skipped:discarded", "discarded by the owner", []);
      line.remove(id);
      admission.forget(id);
      deps.emit({ type: "delivery", at: deps.clock.now(), delivery: find(id) });
    },
    release(id) {
      const delivery = find(id);
      if (delivery.state !== "held") {
        throw new WakehookError("refused", `delivery ${id} is not held: it is ${delivery.state}`);
      }
      for (const entry of admission.releaseByOwner(delivery)) enter(entry);
    },
    counts: () => ({ running: locks.running, queued: line.size, held: admission.heldCount() }),
    async shutdown(graceMs) {
      stopping = true;
      const all = Promise.allSettled([...going.values()].map((run) => run.ended));
      const timer = deps.clock.setTimer(() => {
        for (const run of going.values()) run.controller.abort("shutdown" satisfies StopCause);
      }, graceMs);
      await all;
      timer.clear();
    },
  };
}
