import type { Clock } from "../../system/clock.ts";

/** Waits for a time, or until the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted === true) done();
    function done(): void {
      timer.clear();
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
