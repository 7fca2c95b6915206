import type { Clock, Timer } from "../../system/clock.ts";

/** How often a comment is sent, so that both sides notice a dead connection. */
export const HEARTBEAT_MS = 15_000;

/** Calls back at even intervals between start and stop. */
export interface Heartbeat {
  /** Does nothing where it beats already. */
  start(): void;
  stop(): void;
}

/** Builds a heartbeat that stands still. */
export function createHeartbeat(clock: Clock, beat: () => void): Heartbeat {
  let timer: Timer | null = null;

  function arm(): void {
    timer = clock.setTimer(
      () => {
        arm();
        beat();
      },
      HEARTBEAT_MS,
      { unref: true },
    );
  }

  return {
    start() {
      if (timer === null) arm();
    },
    stop() {
      timer?.clear();
      timer = null;
    },
  };
}
