// Watches a daemon through its own server-sent events: a test asks again whenever something happened.

import type { WireEvent } from "../../src/core/wire/wire.ts";
import { readBlocks } from "../admin/sse.ts";

/** An open watch. */
export interface EventWatch {
  readonly seen: readonly WireEvent[];
  /**
   * Settles with what `look` finds, asked now and after every event. It is asked now and then besides, since
   * files and processes tell nobody. Rejects after a time, with the words.
   */
  until<Found>(what: string, look: Look<Found>): Promise<Found>;
  close(): Promise<void>;
}

/** Says what was found, or nothing yet. */
export type Look<Found> = () => Answer<Found> | Promise<Answer<Found>>;
type Answer<Found> = Found | null | undefined | false;

/** Below the time limit of a test, which then ends with words. */
const LONGEST_WAIT_MS = 15_000;
let longestWaitMs = LONGEST_WAIT_MS;
const LOOK_EVERY_MS = 25;

/** From now on waits longer: where many are killed and started at once, fifteen seconds prove nothing. */
export function waitLonger(ms: number): void {
  longestWaitMs = ms;
}

/** Opens the watch. */
export async function watchEvents(
  baseUrl: string,
  headers: Record<string, string>,
): Promise<EventWatch> {
  const closing = new AbortController();
  const response = await fetch(`${baseUrl}/api/v1/events`, { headers, signal: closing.signal });
  if (response.status !== 200) throw new Error(`no events: ${response.status}`);
  const reader = readBlocks(response.body);
  const seen: WireEvent[] = [];
  const looks = new Set<() => void>();
  const reading = read().catch(() => {
    // Cut off: by `close`, or with the daemon.
  });

  async function read(): Promise<void> {
    for (let block = await reader.next(); block !== null; block = await reader.next()) {
      if (block.data !== null) seen.push(block.data as unknown as WireEvent);
      for (const look of looks) look();
    }
  }

  return {
    seen,
    until: (what, look) => waitFor(what, look, looks),
    async close() {
      closing.abort();
      await reading;
    },
  };
}

/** Asks again and again until there is an answer; `looks` may be called from outside as well. */
export function waitFor<Found>(
  what: string,
  look: Look<Found>,
  looks: Set<() => void> = new Set(),
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const again = setInterval(ask, LOOK_EVERY_MS);
    const limit = setTimeout(
      () => done(() => reject(new Error(`waited in vain: ${what}`))),
      longestWaitMs,
    );
    looks.add(ask);
    ask();

    function ask(): void {
      void askOnce();
    }
    async function askOnce(): Promise<void> {
      try {
        const found = await look();
        if (found !== null && found !== undefined && found !== false) done(() => resolve(found));
      } catch (thrown) {
        done(() => reject(thrown));
      }
    }
    function done(settle: () => void): void {
      clearInterval(again);
      clearTimeout(limit);
      looks.delete(ask);
      settle();
    }
  });
}
