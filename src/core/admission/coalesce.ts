// In: when the deliveries of a burst came. Out: until when the last of them waits for one that is newer.

import type { Hook } from "../settings/hook.ts";

const SECOND_MS = 1000;
/** Windows that a burst may go on, where the owner sets no `max_wait_seconds`. */
const DEFAULT_WINDOWS = 10;

/**
 * Until when a delivery waits: the window begins with each newer one, and the whole burst has its end.
 * null where the hook does not merge bursts.
 */
export function burstEnd(
  { coalesce }: Pick<Hook, "coalesce">,
  times: { readonly receivedAt: number; readonly burstSince: number; readonly now: number },
): number | null {
  if (coalesce === undefined) return null;
  const { windowSeconds, maxWaitSeconds = windowSeconds * DEFAULT_WINDOWS } = coalesce;
  // The clock was put back: nothing waits until that time comes again.
  if (times.receivedAt - times.now > windowSeconds * SECOND_MS) return times.now;
  const window = times.receivedAt + windowSeconds * SECOND_MS;
  return Math.min(window, times.burstSince + maxWaitSeconds * SECOND_MS);
}
