// A text and a filter in; the deliveries whose payload, event, entity or id has it out, newest first.
// There is no index: one would cost every accept. A search looks for a bounded time, in small pieces of work with a pause
// between them, one search after the other; it says how far it came, so that the next page goes on from there.

import type { Delivery } from "../../core/records/delivery.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { DeliveryFilter } from "../../core/ports/ledger-read-port.ts";
import { breathe } from "../../system/breathe.ts";
import type { AdminDeps } from "../deps.ts";

/** Bounds of one search. */
export const SEARCH_LIMITS = {
  longestMs: 1500,
  /** Rows that are asked for at once. */
  rows: 100,
  /** Looked through without a pause. */
  pieceBytes: 65_536,
  /** Of a larger body only the beginning is looked through. */
  bodyBytes: 1_048_576,
} as const;

/** What was found. */
export interface SearchResult {
  readonly found: readonly Delivery[];
  /** The last delivery that was looked at; null: there are no older ones. */
  readonly searchedTo: DeliveryId | null;
}

/** Searches; one after the other. */
export type Search = (
  text: string,
  filter: DeliveryFilter & { readonly limit: number },
) => Promise<SearchResult>;

/** Builds it. */
export function createSearch(deps: Pick<AdminDeps, "ledger" | "clock">): Search {
  let last: Promise<unknown> = Promise.resolve();

  return async (text, filter) => {
    const before = last;
    const turn = Promise.withResolvers<void>();
    last = turn.promise;
    await before;
    try {
      return await search(deps, needlesOf(text), filter);
    } finally {
      turn.resolve();
    }
  };
}

async function search(
  { ledger, clock }: Pick<AdminDeps, "ledger" | "clock">,
  needles: readonly string[],
  filter: DeliveryFilter & { readonly limit: number },
): Promise<SearchResult> {
  const end = clock.monotonic() + SEARCH_LIMITS.longestMs;
  const found: Delivery[] = [];
  let bytes = 0;
  let before = filter.before;
  let below: number | null = null;
  for (;;) {
    const piece = ledger.pieces.deliveries({ ...filter, before, limit: SEARCH_LIMITS.rows }, below);
    for (const delivery of piece.rows) {
      before = delivery.id;
      if (hasOne(ledger, delivery, needles)) found.push(delivery);
      if (found.length >= filter.limit || clock.monotonic() >= end)
        return { found, searchedTo: before };
      bytes += delivery.bodyBytes;
      if (bytes < SEARCH_LIMITS.pieceBytes) continue;
      bytes = 0;
      await breathe();
    }
    below = piece.below;
    // Without a word of what follows, a page that is not full was the last.
    if (below === null && piece.rows.length < SEARCH_LIMITS.rows)
      return { found, searchedTo: null };
    await breathe();
  }
}

function hasOne(
  ledger: AdminDeps["ledger"],
  { id, event, entity }: Delivery,
  needles: readonly string[],
): boolean {
  const named = `${id}\n${event ?? ""}\n${entity ?? ""}`.toLowerCase();
  if (needles.some((needle) => named.includes(needle))) return true;
  const body = ledger.content(id)?.body ?? null;
  if (body === null) return false;
  const part = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = part.subarray(0, SEARCH_LIMITS.bodyBytes).toString("utf8").toLowerCase();
  return needles.some((needle) => text.includes(needle));
}

/** The text as it is typed, and as JSON may spell it: `"`, `\` and letters beyond ASCII with a backslash. */
function needlesOf(text: string): readonly string[] {
  const quoted = JSON.stringify(text).slice(1, -1);
  const escaped = quoted.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [...new Set([text, quoted, escaped].map((one) => one.toLowerCase()))];
}
