// A request as a relay keeps it and a daemon gets it. Two envelopes: outside what the relay must know, inside, sealed,
// what only the daemon reads. Both are 4 bytes of length, that much JSON, then bytes.

import * as z from "zod";
import { HOOK_ID_PATTERN } from "../records/ids.ts";

/** What is readable of a binary frame. */
export const ParcelHead = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("parcel"),
    hook: z.string().regex(HOOK_ID_PATTERN),
    number: z.int().positive(),
    /** How long it has waited at the relay, by the relay's clock, milliseconds. */
    waited_ms: z.int().min(0),
  }),
  /** A request that is kept nowhere, as a sender's GET that checks the URL: the answer is waited for. */
  z.strictObject({
    type: z.literal("ask"),
    hook: z.string().regex(HOOK_ID_PATTERN),
    id: z.int().positive(),
  }),
]);
/** What is readable of a binary frame. */
export type ParcelHead = z.infer<typeof ParcelHead>;

/** The request's own head; its body are the bytes behind. */
export const RequestHead = z.strictObject({
  method: z.string().max(20),
  /** Path and query as they came, without the relay's own part of the path: `/hooks/github`. */
  path: z.string().max(16_384),
  /** As they came: repeated ones kept, in order. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** Shown to people: nothing in it may move their terminal's cursor. */
  remote_address: z.string().regex(/^[\x20-\x7e]{0,100}$/),
});
/** The request's own head; its body are the bytes behind. */
export type RequestHead = z.infer<typeof RequestHead>;

const LENGTH_BYTES = 4;

/** Puts a head and bytes into one piece. */
export function pack(head: ParcelHead | RequestHead, bytes: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const packed = new Uint8Array(LENGTH_BYTES + text.byteLength + bytes.byteLength);
  new DataView(packed.buffer).setUint32(0, text.byteLength);
  packed.set(text, LENGTH_BYTES);
  packed.set(bytes, LENGTH_BYTES + text.byteLength);
  return packed;
}

/** Takes it apart; null: it is no such piece. The bytes are a view, not a copy. */
export function unpack<Head>(
  schema: z.ZodType<Head>,
  packed: Uint8Array,
): { readonly head: Head; readonly bytes: Uint8Array } | null {
  if (packed.byteLength < LENGTH_BYTES) return null;
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (end > packed.byteLength) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      packed.subarray(LENGTH_BYTES, end),
    );
    const head = schema.safeParse(JSON.parse(text));
    return head.success ? { head: head.data, bytes: packed.subarray(end) } : null;
  } catch {
    return null;
  }
}
