// All that waits: the line of those that may run, and those that are held. In: deliveries that are on disk,
// and signs that the world changed. Out: the heads of the line; verdicts written down for the others.

import type { Delivery } from "../core/delivery.ts";
import { toError, WakehookError } from "../core/errors.ts";
import type { DeliveryId } from "../core/ids.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { HeldStatus } from "../core/status.ts";
import { createAdmission, type AdmissionDeps } from "./admission.ts";
import { createWaitingLine, toWaiting, type Waiting } from "./waiting-line.ts";

/** What the waiting room needs from around it. */
export interface WaitingRoomDeps extends AdmissionDeps {
  readonly ledger: AdmissionDeps["ledger"] & Pick<LedgerPort, "waiting">;
}

/** All that waits. */
export interface WaitingRoom {
  readonly queued: number;
  readonly held: number;
  /** It came just now. */
  arrive(delivery: Delivery): void;
  /** It could not start after all, and takes its old place. */
  enter(entry: Waiting): void;
  /** It no longer waits here: it starts, or it has ended. */
  leave(id: DeliveryId): void;
  /** Takes in what the ledger knows to wait. */
  takeUp(): void;
  /** Everything is to be looked at again: the owner's files or the time changed. */
  doubtAll(): void;
  /** Looks at those that came or are in doubt, for a bounded time. True where more are left. Throws what the ledger throws. */
  lookAtSome(): boolean;
  /** Asks once more whether it may run, and writes the verdict down where it may not; true where it left the line. */
  settle(entry: Waiting): boolean;
  /** The first of every hook's line, in the order in which they may go. */
  heads(): Waiting[];
  /** The owner says go on. */
  release(delivery: Delivery): void;
}

/** Deliveries that are looked at per turn, and verdicts that are written: the event loop is given back between. */
const LOOKS_PER_TURN = 500;
const VERDICTS_PER_TURN = 50;
/** A look may read a body and ask a `when` about it, milliseconds. */
const LOOKING_MS = 25;

/** Creates an empty room. */
export function createWaitingRoom(deps: WaitingRoomDeps): WaitingRoom {
  const line = createWaitingLine();
  const admission = createAdmission(deps);
  /** Those in the line that are to be looked at. */
  const unseen = new Set<DeliveryId>();
  let isHeldInDoubt = false;
  let arrivals = 0;

  function enter(entry: Waiting): void {
    line.add(entry);
    unseen.add(entry.id);
  }

  function arrive(delivery: Delivery): void {
    enter(toWaiting(delivery, arrivals++));
  }

  function remember(delivery: Delivery): void {
    const { id, status } = delivery;
    if (admission.isHeld(id)) return;
    admission.remember(toWaiting(delivery, arrivals++), (status ?? "held:paused") as HeldStatus);
  }

  function settle(entry: Waiting, when?: "first"): boolean {
    const verdict = admission.decide(entry, when);
    if (verdict.kind === "run") return false;
    try {
      admission.apply(entry, verdict);
    } catch (thrown) {
      if (!isOutOfStep(thrown)) throw thrown;
      // The ledger is right, and one such delivery must not hold up all others.
      deps.log.error("a delivery waited here and not in the ledger", {
        delivery: entry.id,
        error: toError(thrown).message,
      });
    }
    line.remove(entry.id);
    return true;
  }

  return {
    get queued() {
      return line.size;
    },
    get held() {
      return admission.heldCount();
    },
    arrive,
    enter,
    leave(id) {
      line.remove(id);
      admission.forget(id);
    },
    takeUp() {
      for (const delivery of deps.ledger.waiting()) {
        if (delivery.state === "held") remember(delivery);
        else arrive(delivery);
      }
    },
    doubtAll() {
      isHeldInDoubt = true;
      for (const id of line.ids()) unseen.add(id);
    },
    lookAtSome() {
      if (isHeldInDoubt) admission.releaseWhatMay(enter);
      isHeldInDoubt = false;
      let looks = LOOKS_PER_TURN;
      let verdicts = VERDICTS_PER_TURN;
      const until = deps.clock.monotonic() + LOOKING_MS;
      for (const id of unseen) {
        if (looks === 0 || verdicts === 0 || deps.clock.monotonic() > until) return true;
        const entry = line.get(id);
        looks -= 1;
        if (entry !== undefined && settle(entry, "first")) verdicts -= 1;
        unseen.delete(id);
      }
      return false;
    },
    settle: (entry) => settle(entry),
    heads: () => line.heads(),
    release: (delivery) => admission.releaseByOwner(delivery, enter),
  };
}

/** The ledger says that the delivery is not in the state that it was taken for. */
function isOutOfStep(thrown: unknown): boolean {
  return (
    thrown instanceof WakehookError && (thrown.code === "refused" || thrown.code === "not_found")
  );
}
