// In: messages about deliveries, each for a sink of its own. Out: the same, so that the end of a delivery is told after
// its start, also where the start's request hangs: at the sender the last word stays.

import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { ReportStage } from "../../core/outbound/sender-report.ts";

/** What decides about the order. */
interface Ordered extends Pick<OutboxEntry, "deliveryId"> {
  readonly stage: ReportStage;
}

/** Keeps it, among tries of one daemon. A start that is tried after the end is not told at all. */
export interface Order {
  tell<Result>(message: Ordered, work: () => Promise<Result>): Promise<Result>;
}

/** Creates it. An end waits for no other end: one receiver that hangs holds up none of the others for longer. */
export function createOrder(): Order {
  const starts = new Map<OutboxEntry["deliveryId"], Set<Promise<unknown>>>();

  return {
    async tell({ deliveryId, stage }, work) {
      const going = starts.get(deliveryId) ?? new Set();
      if (stage !== "start") {
        await Promise.allSettled(going);
        return work();
      }
      const telling = work();
      starts.set(deliveryId, going.add(telling));
      try {
        return await telling;
      } finally {
        going.delete(telling);
        if (going.size === 0) starts.delete(deliveryId);
      }
    },
  };
}
