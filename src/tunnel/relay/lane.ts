// The parcels of one hook. In: parcels in their order. Out: each handed in once the ones before it were; an answer for
// each; an acknowledgement for all up to one; or the word that from one on nothing was kept.
//
// What must stay true: a number is acknowledged only when every parcel up to it is settled, and `later` is said only
// when nothing of the lane is in hand.

import { WINDOW } from "../../core/tunnel/frames.ts";
import type { ParcelHead } from "../../core/tunnel/parcel.ts";
import type { HandedIn, WireAnswer } from "./hand-in.ts";

/** A parcel that a relay pushed. */
export interface Parcel {
  readonly head: Extract<ParcelHead, { type: "parcel" }>;
  readonly sealed: Uint8Array;
}

/** What a lane needs. */
export interface LaneDeps {
  readonly handIn: (parcel: Parcel) => Promise<HandedIn>;
  readonly answer: (number: number, answer: WireAnswer) => void;
  readonly ack: (number: number) => void;
  readonly later: (number: number, putOff: Extract<HandedIn, { kind: "later" }>) => void;
  /** A parcel is no longer held. */
  readonly release: (bytes: number) => void;
  /** From this size on a body goes alone. */
  readonly largeBytes: () => number;
}

/** The parcels of one hook. */
export interface Lane {
  /** false: too many of this hook. What comes behind a `later` and before the relay's `again` is dropped. */
  push(parcel: Parcel): boolean;
  /** The relay begins again, from where `later` said. */
  again(): void;
  /** Hands nothing more in. */
  stop(): void;
  readonly inHand: () => number;
  /** Nothing is known of it that another one would not know. */
  readonly isIdle: () => boolean;
  /** Why its events wait at the relay; null: they do not. */
  readonly putOff: () => string | null;
}

interface Item {
  readonly number: number;
  readonly bytes: number;
  /** null: handed in. */
  parcel: Parcel | null;
  outcome: HandedIn | null;
}

/** Creates the lane of a hook. */
export function createLane(deps: LaneDeps): Lane {
  let items: Item[] = [];
  let inHand = 0;
  let isLargeInHand = false;
  let isStopped = false;
  /** Between `later` and the relay's `again`. */
  let isDropping = false;
  let putOff: string | null = null;

  function pump(): void {
    for (const item of items) {
      if (item.outcome?.kind === "later" || isStopped) return;
      if (item.parcel === null) continue;
      const isLarge = item.bytes >= deps.largeBytes();
      // Alone: those before it have reached the ledger, and those behind it wait.
      if (isLargeInHand || (isLarge && inHand > 0)) return;
      void begin(item, item.parcel, isLarge);
    }
  }

  async function begin(item: Item, parcel: Parcel, isLarge: boolean): Promise<void> {
    item.parcel = null;
    inHand += 1;
    isLargeInHand = isLarge;
    item.outcome = await deps.handIn(parcel);
    inHand -= 1;
    if (isLarge) isLargeInHand = false;
    settle();
    pump();
  }

  function settle(): void {
    let last: number | null = null;
    let first = items[0];
    while (first?.outcome?.kind === "settled") {
      items.shift();
      deps.release(first.bytes);
      deps.answer(first.number, first.outcome.answer);
      last = first.number;
      first = items[0];
    }
    if (last !== null) {
      putOff = null;
      deps.ack(last);
    }
    if (first?.outcome?.kind !== "later" || inHand > 0) return;
    for (const { bytes } of items) deps.release(bytes);
    items = [];
    putOff = first.outcome.reason;
    deps.later(first.number, first.outcome);
    isDropping = true;
  }

  return {
    push(parcel) {
      const bytes = parcel.sealed.byteLength;
      if (isDropping || isStopped) {
        deps.release(bytes);
        return true;
      }
      if (items.length >= WINDOW.parcelsOfHook) return false;
      items.push({ number: parcel.head.number, bytes, parcel, outcome: null });
      pump();
      return true;
    },
    again() {
      isDropping = false;
    },
    stop() {
      isStopped = true;
    },
    inHand: () => inHand,
    isIdle: () => items.length === 0 && inHand === 0 && !isDropping,
    putOff: () => putOff,
  };
}
