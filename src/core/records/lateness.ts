// How late a delivery came in: what waited elsewhere before it was received.

import { durationText } from "../settings/duration.ts";
import type { Delivery } from "./delivery.ts";

/** Less is the way of a request, or clocks that differ. */
const NOT_LATE_MS = 60_000;

/** How much later than sent a delivery was received, milliseconds; 0: it was not late. */
export function latenessMs({
  sentAt,
  receivedAt,
}: Pick<Delivery, "sentAt" | "receivedAt">): number {
  const ms = receivedAt - sentAt;
  return ms >= NOT_LATE_MS ? ms : 0;
}

/** `late by 3 h`; null: it was not late. */
export function lateWords(delivery: Pick<Delivery, "sentAt" | "receivedAt">): string | null {
  const ms = latenessMs(delivery);
  return ms === 0 ? null : `late by ${durationText(ms / 1000)}`;
}
