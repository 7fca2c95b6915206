import type { Clock } from "../../system/clock.ts";

/** How long to wait after the disk refused a write, milliseconds. */
export const STORAGE_PAUSE_MS = 1000;

/** Waits that long; ends early where the signal is aborted meanwhile. */
export async function pauseFor(clock: Clock, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimer(resolve, STORAGE_PAUSE_MS);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  timer.clear();
}
