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

/** A delivery and what it is about. */
export interface Summed {
  readonly delivery: Delivery;
  readonly summary: Summary;
}

/** Sums deliveries up. */
export interface Summaries {
  of(delivery: Delivery): Summary;
  /** In their order; beyond the bounds of a page without title and author. */
  page(deliveries: readonly Delivery[]): Promise<Summed[]>;
}

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

  const bare = (delivery: Delivery): Summary => summaryOf({}, null, delivery);

  function of(delivery: Delivery): Summary {
    if (delivery.bodyBytes > SUMMARY_LIMITS.bodyBytes) return bare(delivery);
    return known.get(delivery.id) ?? remember(delivery, read(delivery));
  }

  async function page(deliveries: readonly Delivery[]): Promise<Summed[]> {
    const summed: Summed[] = [];
    const spent = { piece: 0, page: 0 };
    for (const delivery of deliveries) {
      const bytes = costOf(delivery);
      const isTooMuch = spent.page + bytes > SUMMARY_LIMITS.pageBytes;
      summed.push({ delivery, summary: isTooMuch ? bare(delivery) : of(delivery) });
      if (isTooMuch) continue;
      spent.piece += bytes;
      spent.page += bytes;
      if (spent.piece < SUMMARY_LIMITS.pieceBytes) continue;
      spent.piece = 0;
      await breathe();
    }
    return summed;
  }

  /** Bytes that will be read for it. */
  function costOf({ id, bodyBytes }: Delivery): number {
    return known.has(id) || bodyBytes > SUMMARY_LIMITS.bodyBytes ? 0 : bodyBytes;
  }

  return { of, page };
}
