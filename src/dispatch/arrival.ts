import { UNDECIDED, type Delivery } from "../core/records/delivery.ts";
import type { NewDelivery } from "../core/records/new-delivery.ts";

/** An accepted delivery as its row says it, without asking the disk. */
export function toArrived(arrived: NewDelivery): Delivery {
  const { id, hookId, source, origin, event, entity, receivedAt } = arrived;
  const { remoteAddress, method, path, contentType, priority } = arrived;
  return {
    id,
    hookId,
    source,
    origin,
    replayOf: arrived.replayOf ?? null,
    event,
    entity,
    receivedAt,
    sentAt: arrived.sentAt ?? receivedAt,
    via: arrived.via ?? null,
    viaRef: arrived.viaRef ?? null,
    remoteAddress,
    method,
    path,
    contentType,
    bodyBytes: arrived.body.byteLength,
    priority,
    ...UNDECIDED,
    permission: arrived.permission ?? null,
    duplicates: 0,
    updatedAt: receivedAt,
    causedBy: arrived.causedBy ?? null,
    task: arrived.task ?? null,
  };
}
