import type { OutboxEntry } from "../../src/core/records/outbox-entry.ts";

/** An entry of the outbox that waits. */
export function anEntry(change: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: 1,
    messageId: "msg_0000000000000000000000000000000a",
    deliveryId: null,
    runId: null,
    sink: "log",
    event: null,
    payload: "{}",
    state: "waiting",
    attempts: 0,
    createdAt: 0,
    nextAt: 0,
    lastError: null,
    ...change,
  };
}
