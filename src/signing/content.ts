// The signed bytes: the pieces that a description lists, in its order.

import type { SignedPart } from "../core/settings/verifier.ts";
import type { ValueReader } from "./read-value.ts";
import { fail, found, type Found, type SignedRequest } from "./verification.ts";

/** Pieces of the signed bytes; a text stands for its UTF-8 bytes. */
export type Content = ReadonlyArray<string | Uint8Array>;

/** What the pieces are made of. */
export interface ContentFacts {
  readonly request: SignedRequest;
  readonly reader: ValueReader;
  /** The time's text exactly as received; undefined where the scheme has none. */
  readonly timestamp: string | undefined;
  /** The secret's bytes, for the part `secret`. */
  readonly secret: () => Uint8Array;
}

/** Gathers the signed bytes; a failure where a piece is missing or ambiguous. */
export function readContent(parts: readonly SignedPart[], facts: ContentFacts): Found<Content> {
  const pieces: Array<string | Uint8Array> = [];
  for (const part of parts) {
    const piece = readPart(part, facts);
    if (!piece.ok) return piece;
    pieces.push(piece.value);
  }
  return found(pieces);
}

/** The signed bytes in one piece. */
export function joinContent(content: Content): Buffer {
  return Buffer.concat(
    content.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "utf8") : piece)),
  );
}

/** The pieces in words, for people: `timestamp + "." + body`. */
export function describeContent(parts: readonly SignedPart[]): string {
  return parts.map(describePart).join(" + ");
}

function readPart(part: SignedPart, facts: ContentFacts): Found<string | Uint8Array> {
  if (typeof part === "object")
    return "literal" in part ? found(part.literal) : facts.reader.read(part, "content");
  if (part === "body") return found(facts.request.body);
  if (part === "method") return found(facts.request.method);
  if (part === "secret") return found(facts.secret());
  if (part === "url") return readUrl(facts.request.publicUrl ?? facts.request.url);
  return facts.timestamp === undefined
    ? fail("content", "the scheme signs a time, and the request has none")
    : found(facts.timestamp);
}

function readUrl(url: string): Found<string> {
  if (/^https?:\/\/./.test(url)) return found(url);
  return fail("content", "the sender signs the URL, and it is not known", {
    mend: "set public_url to the URL exactly as it is registered with the sender",
  });
}

function describePart(part: SignedPart): string {
  if (typeof part === "string") return part;
  if ("literal" in part) return JSON.stringify(part.literal);
  if ("header" in part) return `header ${part.header.toLowerCase()}`;
  return "json" in part ? `body field ${part.json}` : `form field ${part.form}`;
}
