// For which hooks the owner awaits a secret from its sender now. In memory only: a restart closes every window.

import type { HookId } from "../core/records/ids.ts";
import type { Clock } from "../system/clock.ts";

/** The open windows. */
export interface PairingWindows {
  /** Opens a window, or moves its end. Gives the end, epoch milliseconds. */
  open(hookId: HookId, forMs: number): number;
  isOpen(hookId: HookId): boolean;
  /** Closes a window. Gives the milliseconds that were left; null: it was not open. Of several that ask at once, one gets it. */
  take(hookId: HookId): number | null;
}

/** No window is open yet. */
export function createPairingWindows(clock: Pick<Clock, "now" | "monotonic">): PairingWindows {
  const ends = new Map<HookId, number>();

  function leftOf(hookId: HookId): number | null {
    const left = (ends.get(hookId) ?? 0) - clock.monotonic();
    if (left > 0) return left;
    ends.delete(hookId);
    return null;
  }

  return {
    isOpen: (hookId) => leftOf(hookId) !== null,
    open(hookId, forMs) {
      // By the clock that only goes forward: a window must not live longer because the machine's time was set back.
      ends.set(hookId, clock.monotonic() + forMs);
      return clock.now() + forMs;
    },
    take(hookId) {
      const left = leftOf(hookId);
      ends.delete(hookId);
      return left;
    },
  };
}
