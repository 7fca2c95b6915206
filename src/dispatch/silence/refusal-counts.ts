// How many requests of each hook were refused since its last event, by reason. In memory: it begins with the daemon.

import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import type { Clock } from "../../system/clock.ts";

/** What was refused of one hook. */
export interface Refused {
  /** Since when it is counted: the hook's last event, or the start; epoch milliseconds. */
  readonly since: number;
  /** By the code of the refusal. */
  readonly byCode: ReadonlyMap<string, number>;
}

/** Counts refusals. */
export interface RefusalCounts {
  note(event: WakehookEvent): void;
  of(hookId: string): Refused;
}

/** Ids are typed by anybody: further ones are not counted. */
const MOST_HOOKS = 1000;

/** Counts from now on. */
export function createRefusalCounts(clock: Pick<Clock, "now">): RefusalCounts {
  const startedAt = clock.now();
  const counts = new Map<string, { since: number; byCode: Map<string, number> }>();
  return {
    note(event) {
      if (event.type === "refused") {
        const { hookId, code } = event;
        if (code === "hook_not_found") return;
        const known = counts.get(hookId) ?? { since: startedAt, byCode: new Map<string, number>() };
        if (!counts.has(hookId) && counts.size >= MOST_HOOKS) return;
        counts.set(hookId, known);
        known.byCode.set(code, (known.byCode.get(code) ?? 0) + 1);
      } else if (event.type === "delivery" && event.delivery.origin === "sender") {
        const { hookId, receivedAt } = event.delivery;
        const since = counts.get(hookId)?.since ?? startedAt;
        // The same delivery is told of again when it runs.
        if (receivedAt > since) counts.set(hookId, { since: receivedAt, byCode: new Map() });
      }
    },
    of: (hookId) => counts.get(hookId) ?? { since: startedAt, byCode: new Map() },
  };
}
