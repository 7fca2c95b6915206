// Work that is done once per turn of the event loop in which something changed, however much changed.

import { toError } from "../core/records/errors.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { STORAGE_PAUSE_MS } from "./health/storage-pause.ts";

/** Calls the work; at most one call waits at a time. */
export interface TurnLoop {
  /** Something changed. Nothing happens before `open`. */
  wake(): void;
  /** The disk refused something: the next turn comes only after a pause, whoever wakes meanwhile. */
  pause(): void;
  open(): void;
  /** No more turns; settles nothing that goes on. */
  close(): void;
}

/** Creates a loop that is closed. A turn that throws is tried again after a pause. */
export function createTurnLoop(
  deps: { readonly clock: Clock; readonly log: Log },
  turn: () => void,
): TurnLoop {
  let state: "new" | "open" | "closed" = "new";
  let isComing = false;
  let timer: Timer | null = null;

  function come(delayMs: number): void {
    if (isComing || state !== "open") return;
    isComing = true;
    if (delayMs === 0) setImmediate(run);
    else timer = deps.clock.setTimer(run, delayMs, { unref: true });
  }

  function run(): void {
    isComing = false;
    if (state !== "open") return;
    try {
      turn();
    } catch (thrown) {
      deps.log.error("dispatch is waiting for the disk", { error: toError(thrown).message });
      come(STORAGE_PAUSE_MS);
    }
  }

  return {
    wake: () => come(0),
    pause: () => come(STORAGE_PAUSE_MS),
    open() {
      if (state === "new") state = "open";
      come(0);
    },
    close() {
      state = "closed";
      timer?.clear();
    },
  };
}
