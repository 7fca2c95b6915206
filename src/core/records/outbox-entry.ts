// What waits to leave or has left, its tries, and how its sinks do.

import type { DeliveryId, RunId } from "./ids.ts";

/** Where an entry of the outbox stands; `canceled`: by the owner. */
export const OUTBOX_STATES = ["waiting", "sent", "failed", "canceled"] as const;
/** Where an entry of the outbox stands. */
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A message that waits to leave, or has left: a report, a notice, an event for a subscription. */
export interface OutboxEntry {
  readonly id: number;
  /** Sent with every try, and always the same: by it a receiver knows a repeat. */
  readonly messageId: string;
  /** null: a notice that is about no single delivery. */
  readonly deliveryId: DeliveryId | null;
  readonly runId: RunId | null;
  /** `log`, `target:<name>`, `subscription:<id>` or `sender:<hook>:<place>`. */
  readonly sink: string;
  /** The event that a subscription is told; null: a report or a notice. */
  readonly event: string | null;
  /** What is told, as JSON text. */
  readonly payload: string;
  readonly state: OutboxState;
  readonly attempts: number;
  /** Epoch milliseconds; 0: written by an older version. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly nextAt: number;
  readonly lastError: string | null;
}

/** One try to hand an entry of the outbox over. */
export interface OutboxTry {
  /** When it began, epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** What a subscription's receiver answered; null: it did not answer, or there is no HTTP. */
  readonly httpStatus: number | null;
  /** null: it was taken. */
  readonly error: string | null;
}

/** How a sink does that has failed since its last success; one that has none does well. */
export interface SinkState {
  readonly sink: string;
  /** Epoch milliseconds. */
  readonly failingSince: number;
  /** Nothing is sent to it any more until the owner says so; null: it is tried. */
  readonly stoppedAt: number | null;
  readonly reason: string | null;
}
