// In: a delivery and what was received. Out: what a template can speak of.

import type { Delivery, DeliveryContent } from "../records/delivery.ts";
import { latenessMs } from "../records/lateness.ts";
import { mediaTypeOf, parsePayload } from "../events/payload.ts";
import type { TemplateContext } from "./placeholder.ts";
import type { Source } from "../events/source.ts";

/** A delivery, as templates are filled from it. */
export interface KnownDelivery {
  readonly delivery: Pick<
    Delivery,
    "id" | "event" | "entity" | "method" | "path" | "contentType" | "source"
  > &
    Partial<Pick<Delivery, "sentAt" | "receivedAt">>;
  readonly content: DeliveryContent;
  /** The sender preset of the delivery; absent: of a sender that is not known. */
  readonly source: Pick<Source, "bodyShapes" | "names"> | undefined;
  /** What `{{$report}}` stands for. */
  readonly report?: TemplateContext["report"];
}

/** The context, or why there is none. */
export type FoundContext =
  | { readonly ok: true; readonly context: TemplateContext }
  | { readonly ok: false; readonly reason: string };

/** Reads the body as ingress did when it was accepted. */
export function templateContext({
  delivery,
  content,
  source,
  report,
}: KnownDelivery): FoundContext {
  if (content.body === null) return { ok: false, reason: "the body was emptied by retention" };
  const shapes = source?.bodyShapes ?? ["object"];
  const parsed = parsePayload(shapes, mediaTypeOf(delivery.contentType), content.body);
  if (!parsed.ok) return { ok: false, reason: parsed.reason };
  const context: TemplateContext = {
    payload: parsed.payload,
    event: delivery.event,
    entity: delivery.entity,
    deliveryId: delivery.id,
    lateSeconds: lateSecondsOf(delivery),
    headers: content.headers,
    method: delivery.method,
    path: delivery.path,
    names: source?.names,
    report,
  };
  return { ok: true, context };
}

function lateSecondsOf({ sentAt, receivedAt }: KnownDelivery["delivery"]): number | undefined {
  if (sentAt === undefined || receivedAt === undefined) return undefined;
  const ms = latenessMs({ sentAt, receivedAt });
  return ms === 0 ? undefined : Math.round(ms / 1000);
}
