// All that waits: the line of those that may run, those that are put off, and those that are held. In: deliveries
// that are on disk, and signs that the world changed. Out: the heads of the line; verdicts written for the others.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Verdict } from "../../core/records/verdict.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { LedgerPort, Waiver } from "../../core/ports/ledger-port.ts";
import { heldStatus, type Admission, type AdmissionDeps } from "../admission/admission.ts";
import { tellDigest } from "./digest.ts";
import { createEntityIndex } from "./entity-index.ts";
import { createHolds } from "./holds.ts";
import { letGo } from "./let-go.ts";
import { mergeOlder, takesPlace } from "./merging.ts";
import { createPostponed } from "./postponed.ts";
import { createReview, type TurnBudget } from "./review.ts";
import { countArrivals, createWaitingLine, toWaiting, type Waiting } from "./waiting-line.ts";

/** What the waiting room needs from around it. */
export interface WaitingRoomDeps extends AdmissionDeps {
  readonly ledger: AdmissionDeps["ledger"] & Pick<LedgerPort, "waiting" | "release" | "merge">;
  readonly admission: Admission;
  /** A delivery may run whose hook lets it take the place of a run on its entity. */
  readonly replaceRun: (entry: Waiting) => void;
}

/** All that waits. */
export interface WaitingRoom {
  readonly queued: number;
  readonly held: number;
  /** It waits from now on, or again (as it waited `before`): queued or held, as its row says. */
  arrive(delivery: Delivery, before?: Waiting): void;
  /** It could not start after all, and takes its old place. */
  enter(entry: Waiting): void;
  /** It no longer waits here: it starts, or it has ended. */
  leave(id: DeliveryId): void;
  /** Takes in what the ledger knows to wait. */
  takeUp(): void;
  /** Everything is to be looked at again: the owner's files, a pause, or the time changed. */
  doubtAll(): void;
  /** Looks at those that came or are in doubt, for a bounded time. True where more are left. Throws what the ledger throws. */
  lookAtSome(): boolean;
  /** Asks once more whether it may run; where not, that is written down, and true. */
  settle(entry: Waiting): boolean;
  /** The first of every hook's line, in the order in which they may go. */
  heads(): Waiting[];
  /** Lets a delivery go where it is held, with what the owner waives for it; false where it is not held. */
  release(id: DeliveryId, waiver: Waiver): boolean;
  /** Those that are held. */
  allHeld(): DeliveryId[];
  /** One that is held as paused, and all others that are so on its entity. */
  pausedWith(id: DeliveryId): DeliveryId[];
  /** When something that is put off may go on; null: nothing is. */
  nextAt(): number | null;
}

/** Deliveries that are looked at per turn, and verdicts that are written: the event loop is given back between. */
const LOOKS_PER_TURN = 500;
const VERDICTS_PER_TURN = 50;
/** Beyond this the turn ends, milliseconds: a look may read a body, a verdict waits for the disk. */
const LOOKING_MS = 25;

/** Creates an empty room. */
export function createWaitingRoom(deps: WaitingRoomDeps): WaitingRoom {
  const { admission, clock } = deps;
  const line = createWaitingLine();
  const postponed = createPostponed();
  const holds = createHolds();
  const index = createEntityIndex();
  const review = createReview({ ...deps, holds, tellDigest: (all) => tellDigest(deps, all) });
  /** Those in the line that are to be looked at. */
  const unseen = new Set<DeliveryId>();
  const nextArrival = countArrivals();

  function enter(entry: Waiting): void {
    line.add(entry);
    index.add(entry);
    unseen.add(entry.id);
  }

  function arrive(delivery: Delivery, before?: Waiting): void {
    const { id } = delivery;
    if (line.get(id) !== undefined || holds.get(id) !== undefined || postponed.has(id)) return;
    // One that comes back is no newer for it.
    const entry = toWaiting(delivery, before ?? nextArrival(delivery.receivedAt));
    if (delivery.state !== "held") return enter(entry);
    index.add(entry);
    holds.keep(entry, heldStatus(delivery));
  }

  function leave(id: DeliveryId): void {
    const entry = line.remove(id) ?? postponed.remove(id) ?? holds.drop(id)?.entry;
    if (entry !== null && entry !== undefined) index.remove(entry);
    unseen.delete(id);
  }

  function settle(entry: Waiting, when?: "first"): boolean {
    const verdict = merged(entry, admission.decide(entry, when));
    if (verdict.kind === "run") return false;
    line.remove(entry.id);
    try {
      admission.apply(entry, verdict);
      if (verdict.kind === "hold") holds.keep(entry, verdict.status);
      else if (verdict.kind === "wait") postponed.add(entry, verdict.until);
      else index.remove(entry);
    } catch (thrown) {
      onRefusal(entry, thrown);
    }
    return true;
  }

  /** The ledger is right; a delivery in another state than it was taken for must not hold up all others. */
  function onRefusal(entry: Waiting, thrown: unknown): void {
    const code = thrown instanceof WakehookError ? thrown.code : undefined;
    if (code !== "refused" && code !== "not_found") {
      line.add(entry);
      throw thrown;
    }
    index.remove(entry);
    deps.log.error("a delivery waited here and not in the ledger", {
      delivery: entry.id,
      error: toError(thrown).message,
    });
  }

  /** Lets it take the place of older ones, where it goes on at all; a longer burst is asked about anew. */
  function merged(entry: Waiting, verdict: Verdict): Verdict {
    const { entity, hookId } = entry;
    const hook = deps.settings().hooks.get(hookId)?.hook;
    if (entity === null || !hook || !takesPlace(entry, verdict)) return verdict;
    if (verdict.kind === "run" && hook.overlap === "replace") deps.replaceRun(entry);
    const onMerged = ({ id }: Waiting): void => {
      leave(id);
      admission.announce(id);
    };
    const took = mergeOlder({ ...deps, index, holds }, { entry, hook }, onMerged);
    return took && verdict.kind === "wait" ? admission.decide(entry) : verdict;
  }

  function release(id: DeliveryId, waiver?: Waiver): boolean {
    const entry = holds.get(id)?.entry;
    // The owner's word counts, too, before the start has taken up what waits: `takeUp` finds it so.
    if (entry === undefined && deps.ledger.delivery(id)?.state !== "held") return false;
    deps.ledger.release(id, waiver);
    holds.drop(id);
    if (entry !== undefined) enter(letGo(entry, waiver));
    return true;
  }

  function lookAtHeld(budget: TurnBudget): boolean {
    return review.some(budget, {
      goes: ({ entry }) => void release(entry.id),
      expired({ entry }) {
        admission.expire(entry);
        leave(entry.id);
      },
    });
  }

  return {
    get queued() {
      return line.size + postponed.size;
    },
    get held() {
      return holds.size;
    },
    arrive,
    enter,
    leave,
    takeUp() {
      for (const delivery of deps.ledger.waiting()) arrive(delivery);
    },
    doubtAll() {
      deps.facts.forget();
      review.begin();
      for (const entry of postponed.takeDue(Infinity)) enter(entry);
      for (const id of line.ids()) unseen.add(id);
    },
    lookAtSome() {
      const until = clock.monotonic() + LOOKING_MS;
      const budget = { verdicts: VERDICTS_PER_TURN, isOver: () => clock.monotonic() > until };
      for (const entry of postponed.takeDue(clock.now())) enter(entry);
      if (lookAtHeld(budget)) return true;
      let looks = LOOKS_PER_TURN;
      for (const id of unseen) {
        if (looks === 0 || budget.verdicts === 0 || budget.isOver()) return true;
        const entry = line.get(id);
        looks -= 1;
        if (entry !== undefined && settle(entry, "first")) budget.verdicts -= 1;
        unseen.delete(id);
      }
      return false;
    },
    settle: (entry) => settle(entry),
    heads: () => line.heads(),
    release,
    allHeld: () => holds.all().map(({ entry }) => entry.id),
    pausedWith: (id) => holds.pausedWith(id),
    nextAt: () => postponed.nextAt(),
  };
}
