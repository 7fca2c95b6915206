// In: a delivery. Out: two files in the run's folder: what was received, byte for byte, and what is known of it.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunRequest } from "../core/ports/mode-port.ts";

/** Where the two stand, or why they do not. */
export type DeliveryFiles =
  | { readonly ok: true; readonly payloadFile: string; readonly deliveryFile: string }
  | { readonly ok: false; readonly reason: string };

/** Writes `payload` and `delivery.json`, readable for their owner alone. */
export async function writeDeliveryFiles({
  delivery,
  content,
  runFolder,
}: Pick<RunRequest, "delivery" | "content" | "runFolder">): Promise<DeliveryFiles> {
  const { headers, body } = content;
  if (body === null) return { ok: false, reason: "the body was emptied by retention" };
  const payloadFile = path.join(runFolder, "payload");
  const deliveryFile = path.join(runFolder, "delivery.json");
  const known = {
    id: delivery.id,
    hook_id: delivery.hookId,
    source: delivery.source,
    event: delivery.event,
    entity: delivery.entity,
    received_at: new Date(delivery.receivedAt).toISOString(),
    method: delivery.method,
    path: delivery.path,
    content_type: delivery.contentType,
    headers,
  };
  await writeFile(payloadFile, body, { mode: 0o600 });
  await writeFile(deliveryFile, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
  return { ok: true, payloadFile, deliveryFile };
}
