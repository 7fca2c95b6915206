// What every event about a delivery says of it.

import type { Delivery } from "../../core/records/delivery.ts";
import { rfc3339 } from "../../core/outbound/outbound-body.ts";

/** The data. */
export function deliveryData(delivery: Delivery) {
  const { id, hookId, source, origin, event, entity, receivedAt } = delivery;
  return {
    delivery_id: id,
    hook_id: hookId,
    source,
    origin,
    event,
    entity,
    received_at: rfc3339(receivedAt),
  };
}

/** Its id, labels and annotations. */
export function aboutDelivery({ id, hookId, source, origin, event, entity }: Delivery) {
  return {
    id,
    labels: { hook: hookId, source, origin },
    annotations: { event, entity },
  };
}
