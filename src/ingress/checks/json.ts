// Check 3 of the chain, second half: 400. The body as a value goes out.

import type { ParsedPayload, parsePayload } from "../../core/events/payload.ts";
import type { Refusal } from "../../core/records/refusals.ts";
import type { Source } from "../../core/events/source.ts";

/** A body that arrived whole, and what is known of its sender. */
export interface UnreadBody {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** false: the sender did not prove itself; it will be refused anyway. */
  readonly isVerified: boolean;
  /** Larger bodies of unproven senders are not parsed: 25 MB of JSON hold the whole daemon up for a quarter of a second. */
  readonly maxUnverifiedBytes: number;
  readonly parse: typeof parsePayload;
}

/** Reads the payload in one of the shapes that the hook's sender uses. */
export function checkJson(source: Source, body: UnreadBody): ParsedPayload | Refusal {
  if (!body.isVerified && body.bytes.byteLength > body.maxUnverifiedBytes)
    return { ok: true, payload: undefined };
  return body.parse(source.bodyShapes, body.mediaType, body.bytes);
}
