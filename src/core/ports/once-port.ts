// Calls that are to happen once, however often they are asked for, over restarts and crashes.

/** A call by its digests; nothing of its words is kept. */
export interface KeyedDigest {
  /** SHA-256 of who calls what with which key. */
  readonly key: Uint8Array;
  /** SHA-256 of the body. */
  readonly body: Uint8Array;
}

/**
 * What is known of a call. `begun`: it was not known, and is written down now. `other_body`: the key was used with
 * another body. `unknown`: it was begun, and whoever did it ended before it was done or its end was written down.
 */
export type OnceBegun<Answer> =
  | { readonly kind: "begun" | "other_body" | "unknown" }
  | { readonly kind: "done"; readonly answer: Answer };

/** An answer of the admin API; it may hold a new secret. */
export interface KeptAnswer {
  readonly status: number;
  /** The media type. */
  readonly type: string;
  readonly body: string;
}

/** Where such calls are kept. Each method throws WakehookError `storage_unavailable`. */
export interface OncePort<Answer> {
  /** On the disk when it returns: the work may begin. */
  begin(call: KeyedDigest): OnceBegun<Answer>;
  /** Keeps the answer of a call that was done. */
  end(key: Uint8Array, answer: Answer): void;
  /** Nothing was done: the key may be used again. */
  forget(key: Uint8Array): void;
}
