// What the door refuses comes in; the owner's log gets the first of each kind at once, and then how many there were:
// a flood of junk must not fill the log, nor wash away what else stands there.

import type { Log } from "../../core/ports/log-port.ts";
import type { Refusal } from "../../core/records/refusals.ts";
import type { Clock } from "../../system/clock.ts";

/** Tells the owner of refusals. */
export interface RefusalLog {
  /** `hook`: `daemon/hook`; null: none that is registered. */
  note(hook: string | null, refusal: Refusal, remoteAddress: string): void;
}

const EVERY_MS = 60_000;
/** Kinds that are counted apart; further ones are told at once, in a log that is bounded itself. */
const MOST_KINDS = 1000;

/** Nothing was refused yet. */
export function createRefusalLog(deps: {
  readonly clock: Pick<Clock, "setTimer">;
  readonly log: Log;
}): RefusalLog {
  const counts = new Map<string, number>();
  return {
    note(hook, { code, reason }, address) {
      const kind = `${hook ?? "?"} ${code}`;
      const known = counts.get(kind);
      if (known !== undefined) {
        counts.set(kind, known + 1);
        return;
      }
      deps.log.info("refused", { hook, code, reason, address });
      if (counts.size >= MOST_KINDS) return;
      counts.set(kind, 0);
      const tell = (): void => {
        const more = counts.get(kind) ?? 0;
        counts.delete(kind);
        if (more > 0) deps.log.info("refused more of the same", { hook, code, times: more });
      };
      deps.clock.setTimer(tell, EVERY_MS, { unref: true });
    },
  };
}
