// What has happened is written down, also where the disk takes nothing just now.

import { toError, WakehookError } from "../../core/records/errors.ts";
import type { StopCause } from "../../core/ports/mode-port.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";

const PAUSE_MS = 1000;

/**
 * Writes until the disk takes it. Gives up only where the daemon stops: its next start ends the turn.
 * @throws WakehookError `storage_unavailable` then, and whatever else the writing throws.
 */
export async function keepTrying<Result>(
  { clock, log }: Pick<ConversationsDeps, "clock" | "log">,
  signal: AbortSignal,
  write: () => Result,
): Promise<Result> {
  for (;;) {
    try {
      return write();
    } catch (thrown) {
      const isFull = thrown instanceof WakehookError && thrown.code === "storage_unavailable";
      if (!isFull || isShutdown(signal)) throw thrown;
      log.error("a turn waits for the disk", { error: toError(thrown).message });
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = clock.setTimer(resolve, PAUSE_MS);
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
      timer.clear();
    }
  }
}

function isShutdown(signal: AbortSignal): boolean {
  return signal.aborted && (signal.reason as StopCause) === "shutdown";
}
