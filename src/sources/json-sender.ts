import type { Source } from "../core/events/source.ts";

type Row = Pick<Source, "name" | "title" | "verifier" | "event" | "setup"> & Partial<Source>;

/**
 * For senders whose delivery id is not signed, or that have none: equal bytes within an hour are one
 * delivery. Long enough for retries and a quick replay; later, equal events may be meant.
 */
export const UNSIGNED_ID_DIGEST_SECONDS = 3600;

/** A sender of JSON objects that takes 200 for success, fills nothing in but its own differences. */
export function jsonSender(row: Row): Source {
  return {
    contentTypes: ["application/json"],
    bodyShapes: ["object"],
    deliveryId: [],
    deliveryIdSigned: false,
    redelivers: false,
    entity: [],
    successStatus: 200,
    handshakes: [],
    strangersWrite: true,
    ...row,
  };
}
