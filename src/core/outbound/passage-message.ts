// How a delivery that was brought has ended, as it stands in the outbox.

import * as z from "zod";
import { isDeliveryId } from "../records/ids.ts";
import type { DeliveryId } from "../records/ids.ts";
import type { PassageResult } from "../records/passage.ts";

const Message = z.object({
  ref: z.string(),
  hook_id: z.string(),
  delivery_id: z.custom<DeliveryId>((id) => typeof id === "string" && isDeliveryId(id)),
  status: z.string(),
  reason: z.string().nullable(),
  answer: z.string().nullable(),
  ended_at: z.number(),
});

/** As JSON text. */
export function writePassageResult(result: PassageResult): string {
  const { ref, hookId, deliveryId, status, reason, answer, endedAt } = result;
  const message: z.input<typeof Message> = {
    ref,
    status,
    reason,
    answer,
    hook_id: hookId,
    delivery_id: deliveryId,
    ended_at: endedAt,
  };
  return JSON.stringify(message);
}

/** Reads it back. */
export function readPassageResult(payload: string): PassageResult {
  const { hook_id, delivery_id, ended_at, ...rest } = Message.parse(JSON.parse(payload));
  return { ...rest, hookId: hook_id, deliveryId: delivery_id, endedAt: ended_at };
}
