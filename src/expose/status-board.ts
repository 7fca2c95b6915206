// In: what is known of the way in, as it changes. Out: the owner's picture of it; each change is told once.

import type { ExposeStatus } from "../core/ports/expose-port.ts";
import type { GapsPort } from "../core/ports/gaps-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { Clock } from "../system/clock.ts";

/** What telling needs. */
export interface BoardDeps {
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly emit: (event: WakehookEvent) => void;
  readonly gaps: Pick<GapsPort, "began" | "ended">;
}

/** A status without its time. */
export type Shown = Omit<ExposeStatus, "since">;

/** Nothing is exposed. */
export const NOTHING: Shown = {
  program: null,
  state: "off",
  url: null,
  detail: null,
  hint: null,
  version: null,
  pid: null,
  ended: 0,
  nextTryAt: null,
  baseUrl: null,
};

/** The one picture. */
export interface StatusBoard {
  current(): ExposeStatus;
  show(next: Partial<Shown>): void;
}

/** Begins with nothing. */
export function createStatusBoard(
  { clock, log, emit, gaps }: BoardDeps,
  onChange: (status: ExposeStatus) => void,
): StatusBoard {
  let status: ExposeStatus = { ...NOTHING, since: clock.now() };
  return {
    current: () => status,
    show(next) {
      const before = status;
      const isOther = next.state !== undefined && next.state !== before.state;
      status = { ...before, ...next, since: isOther ? clock.now() : before.since };
      const { state, url, detail } = status;
      const program = status.program ?? before.program;
      if (program === null) return;
      if (state === before.state && url === before.url && detail === before.detail) return;
      if (state === "up") gaps.ended("tunnel", program);
      else if (state !== "off" && (detail !== null || before.state === "up"))
        gaps.began("tunnel", program, detail ?? undefined);
      log.info("the way in from outside has changed", { program, state, url, detail });
      onChange(status);
      emit({ type: "expose", at: clock.now(), program, state, url, detail });
    },
  };
}
