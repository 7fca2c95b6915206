// Results that were sent and not noted yet. In: how a delivery ended. Out: whether the relay has written it down.

import type { PassageResult } from "../../core/records/passage.ts";
import type { DaemonFrame } from "../../core/tunnel/frames.ts";
import type { Clock } from "../../system/clock.ts";
import type { Told } from "../dialect.ts";

/** Results under way on one connection. */
export interface ResultBook {
  tell(result: PassageResult, relay: string): Promise<Told>;
  noted(hook: string, number: number): void;
  /** The connection is gone. */
  close(): void;
}

const NOTED_WITHIN_MS = 60_000;
const REF = /^([^/]+)\/([a-z0-9-]{1,64})\/([1-9][0-9]{0,15})$/;
const LONGEST_STATUS = 200;

/** Creates the book of one connection. */
export function createResultBook(
  clock: Pick<Clock, "setTimer">,
  send: (frame: Extract<DaemonFrame, { type: "result" }>) => void,
): ResultBook {
  const waiting = new Map<string, Array<(told: Told) => void>>();

  function settle(key: string, told: Told): void {
    const asked = waiting.get(key) ?? [];
    waiting.delete(key);
    for (const resolve of asked) resolve(told);
  }

  return {
    async tell({ ref, status, endedAt }, relay) {
      const [, of, hook = "", digits = ""] = REF.exec(ref) ?? [];
      if (of === undefined) return { kind: "never", why: `${ref} is no parcel` };
      if (of !== relay) return { kind: "never", why: "it came by another relay" };
      const number = Number(digits);
      const key = `${hook}/${String(number)}`;
      const { promise, resolve } = Promise.withResolvers<Told>();
      waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
      send({
        type: "result",
        hook,
        number,
        status: status.slice(0, LONGEST_STATUS),
        ended_at: endedAt,
      });
      const timer = clock.setTimer(() => settle(key, { kind: "gone" }), NOTED_WITHIN_MS, {
        unref: true,
      });
      return await promise.finally(() => timer.clear());
    },
    noted(hook, number) {
      settle(`${hook}/${String(number)}`, { kind: "noted" });
    },
    close() {
      for (const key of waiting.keys()) settle(key, { kind: "gone" });
    },
  };
}
