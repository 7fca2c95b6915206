// What a transport knows of a request beside the Request itself; and how its body is read within bounds.

import type { Passage } from "../core/records/passage.ts";

/** Handed to `fetch` with every request. A tunnel gives its own. */
export interface RequestInfo {
  /** The peer's address as the transport names it. */
  readonly remoteAddress: string;
  /** Names and values in turn, as they arrived: repeated headers apart. Absent: taken from the Request. */
  readonly rawHeaders?: readonly string[];
  /** A quicker way to the same bytes than `request.body`, where the transport has one. */
  readonly readBody?: BodyReader;
  /** How it came; absent: just now, by a socket of our own. */
  readonly passage?: Passage;
}

/** Bounds of reading one body. */
export interface BodyBounds {
  /** Reading stops as soon as one byte more has arrived, whatever Content-Length says. */
  readonly maxBytes: number;
  /** From this size on a body waits for `enterLarge`. */
  readonly largeBytes: number;
  /** Resolves when there is room for another large body. Asked at most once per body. */
  readonly enterLarge: () => Promise<void>;
}

/** How reading ended. `cut`: the sender went away, or took too long. */
export type BodyRead =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  | { readonly kind: "too_large" }
  | { readonly kind: "cut" };

/** Reads a request's body, once. Never rejects. */
export type BodyReader = (bounds: BodyBounds) => Promise<BodyRead>;
