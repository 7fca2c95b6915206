import type { StopCause } from "../core/mode-port.ts";
import type { DoneStatus } from "../core/status.ts";

/** The status of a run that was ended from outside. */
export function stopStatus(signal: AbortSignal): DoneStatus {
  const cause = signal.reason as StopCause | undefined;
  return cause === "stopped" ? "error:stopped" : "error:interrupted";
}
