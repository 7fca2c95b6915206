// A key and its limit come in; room, or the seconds until there is room, goes out.
//
// rate-limiter-flexible counts fixed windows, through whose seam twice the limit can pass. Here the window
// is cut into slots: the package keeps each key's count and judges it, and what a slot added is given back
// (`reward`) when the slot has left the window. So in any 60 s at most `limit` pass, exactly; the price is
// that a place becomes free up to one slot late.

import { RateLimiterMemory } from "rate-limiter-flexible";

/** How a window is cut. */
export interface WindowOptions {
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
  /** Keys that are counted apart; further ones share one count. */
  readonly maxKeys: number;
}

/** Whether one more may pass. A pass is counted, a no is not. */
export type Pass =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterSeconds: number };

/** Counts passes per key. */
export interface SlidingWindow {
  take(key: string, limit: number): Promise<Pass>;
  /** Keys that are counted now. */
  size(): number;
}

/** The window of every limit that is given per minute. */
export const WINDOW_MS = 60_000;
/** The tolerance: a pass is counted for 60 to 61 seconds. */
export const SLOT_MS = 1000;
const SLOTS = WINDOW_MS / SLOT_MS;
/** Cannot be the key of a hook or an address. */
const OVERFLOW_KEY = "*";

/** What the slots of one key added, oldest first. */
interface Entry {
  slots: Array<{ readonly slot: number; count: number }>;
}

/** Opens an empty window. Holds no timers. */
export function createSlidingWindow(options: WindowOptions): SlidingWindow {
  const entries = new Map<string, Entry>();
  // duration 0: counts never expire by the wall clock, which may jump; they are given back instead.
  const counter = new RateLimiterMemory({ points: 1, duration: 0, keyPrefix: "" });
  let sweptSlot = -1;

  return {
    size: () => entries.size,
    async take(wanted, limit) {
      const slot = Math.floor(options.monotonic() / SLOT_MS);
      const key = entries.has(wanted) || hasRoom(slot) ? wanted : OVERFLOW_KEY;
      const entry = entryOf(key);
      giveBack(key, entry, slot);
      counter.points = limit;
      // The package counts before it returns, so that calls of one turn cannot pass together.
      const verdict = counter.consume(key);
      try {
        await verdict;
      } catch (thrown) {
        if (thrown instanceof Error) throw thrown;
        void counter.reward(key, 1);
        return { ok: false, retryAfterSeconds: secondsToRoom(entry, limit) };
      }
      addTo(entry, slot);
      return { ok: true };
    },
  };

  function hasRoom(slot: number): boolean {
    if (entries.size < options.maxKeys) return true;
    if (sweptSlot === slot) return false;
    sweptSlot = slot;
    for (const [key, entry] of entries) {
      giveBack(key, entry, slot);
      if (entry.slots.length > 0) continue;
      entries.delete(key);
      void counter.delete(key);
    }
    return entries.size < options.maxKeys;
  }

  function entryOf(key: string): Entry {
    let entry = entries.get(key);
    if (entry === undefined) {
      entry = { slots: [] };
      entries.set(key, entry);
    }
    return entry;
  }

  function giveBack(key: string, entry: Entry, slot: number): void {
    let left = 0;
    let gone = 0;
    // Slot s began at s seconds and may hold a pass from its very end: it stays for 60 full slots after it.
    for (const old of entry.slots) {
      if (old.slot >= slot - SLOTS) break;
      gone++;
      left += old.count;
    }
    if (gone === 0) return;
    entry.slots.splice(0, gone);
    void counter.reward(key, left);
  }

  function secondsToRoom(entry: Entry, limit: number): number {
    let surplus = entry.slots.reduce((sum, { count }) => sum + count, 0) - limit + 1;
    const slot = Math.floor(options.monotonic() / SLOT_MS);
    for (const old of entry.slots) {
      surplus -= old.count;
      if (surplus <= 0)
        return Math.max(1, Math.ceil(((old.slot + SLOTS + 1 - slot) * SLOT_MS) / 1000));
    }
    return 1;
  }
}

function addTo(entry: Entry, slot: number): void {
  const last = entry.slots.at(-1);
  if (last?.slot === slot) last.count++;
  else entry.slots.push({ slot, count: 1 });
}
