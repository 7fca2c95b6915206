// For which hooks the owner awaits a secret from its sender now. In memory only: a restart closes every window.

import type { HookId } from "../core/ids.ts";
import type { Clock } from "../system/clock.ts";

/** The open windows. */
export interface PairingWindows {
  /** Opens a window, or moves its end. Gives the end, epoch milliseconds. */
  open(hookId: HookId, forMs: number): number;
  isOpen(hookId: HookId): boolean;
  /** Closes a window. false: it was not open; of several that ask at once, one gets true. */
  take(hookId: HookId): boolean;
}

/** No window is open yet. */
export function createPairingWindows(clock: Pick<Clock, "now" | "monotonic">): PairingWindows {
  const ends = new Map<HookId, number>();

  function isOpen(hookId: HookId): boolean {
    const end = ends.get(hookId);
    if (end !== undefined && clock.monotonic() >= end) ends.delete(hookId);
    return ends.has(hookId);
  }

  return {
    isOpen,
    open(hookId, forMs) {
      // By the clock that only goes forward: a window must not live longer because the machine's time was set back.
      ends.set(hookId, clock.monotonic() + forMs);
      return clock.now() + forMs;
    },
    take: (hookId) => isOpen(hookId) && ends.delete(hookId),
  };
}
