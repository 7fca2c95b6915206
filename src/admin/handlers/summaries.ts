// Deliveries in, their summaries out. Bodies are read in small pieces of work with a pause between them, and each once:
// a list must not hold up what arrives.

import type { Delivery } from "../../core/records/delivery.ts";
import { mediaTypeOf, parsePayload } from "../../core/events/payload.ts";
import { summaryOf, type Summary } from "../../core/events/summary.ts";
import type { AdminDeps } from "../deps.ts";
import { breathe } from "../../system/breathe.ts";

/** Bounds of the work. */
export const SUMMARY_LIMITS = {
  /** A larger body has no title and no author. */
  bodyBytes: 131_072,
  /** Read without a pause. */
  pieceBytes: 65_536,
  /** Read for one page. */
  pageBytes: 8_388_608,
  remembered: 5000,
} as const;

/** Sums deliveries up, in their order. */
export type Summaries = (deliveries: readonly Delivery[]) => Promise<Summary[]>;

/** Builds it. */
export function createSummaries(deps: Pick<AdminDeps, "ledger" | "findSource">): Summaries {
  const known = new Map<string, Summary>();

  function read(delivery: Delivery): Summary {
    const { id, source: name, contentType, bodyBytes } = delivery;
    const source = deps.findSource(name) ?? {};
    const shapes = deps.findSource(name)?.bodyShapes ?? ["object"];
    const body = bodyBytes > 0 ? (deps.ledger.content(id)?.body ?? null) : null;
    const parsed = body === null ? null : parsePayload(shapes, mediaTypeOf(contentType), body);
    return summaryOf(source, parsed?.ok === true ? parsed.payload : null, delivery);
  }

  function remember(delivery: Delivery, summary: Summary): Summary {
    const [oldest] = known.keys();
    if (known.size >= SUMMARY_LIMITS.remembered && oldest !== undefined) known.delete(oldest);
    known.set(delivery.id, summary);
    return summary;
  }

  return async (deliveries) => {
    const summaries: Summary[] = [];
    const spent = { piece: 0, page: 0 };
    for (const delivery of deliveries) {
      const { bodyBytes } = delivery;
      const before = known.get(delivery.id);
      const isTooMuch = spent.page + bodyBytes > SUMMARY_LIMITS.pageBytes;
      if (before !== undefined || bodyBytes > SUMMARY_LIMITS.bodyBytes || isTooMuch) {
        summaries.push(before ?? summaryOf({}, null, delivery));
        continue;
      }
      spent.piece += bodyBytes;
      spent.page += bodyBytes;
      summaries.push(remember(delivery, read(delivery)));
      if (spent.piece < SUMMARY_LIMITS.pieceBytes) continue;
      spent.piece = 0;
      await breathe();
    }
    return summaries;
  };
}
