// The words that every verifier shares: what it is asked, and what it answers.

import type { HeaderList } from "../core/records/delivery.ts";

/** A request as it came off the wire. Header names in lower case, repeated ones kept, values as Node gives them (latin1). */
export interface SignedRequest {
  readonly method: string;
  /** As requested: path and query are enough. Query credentials are read here, never from `publicUrl`. */
  readonly url: string;
  /** The URL as registered with the sender, for schemes that sign it; absent: `url`. */
  readonly publicUrl?: string | undefined;
  readonly headers: HeaderList;
  /** The raw bytes. */
  readonly body: Uint8Array;
  /** The sender's certificate (PEM) where the owner gives it apart from the secret, as `wakehook verify` can. */
  readonly certificatePem?: string | undefined;
}

/** The steps of a verification, in their order. */
const VERIFICATION_STEPS = {
  description: "the verifier's description makes sense",
  secret: "a secret is set and can be read as a key",
  signature: "the signature or credential stands where it must, once, and can be read",
  timestamp: "the time of signing can be read and is near enough",
  content: "every signed piece of the request is there",
  comparison: "the signature or credential is the right one",
} as const;

/** A step of a verification. */
export type VerificationStep = keyof typeof VERIFICATION_STEPS;

/** A verification that said no. For the owner: it holds neither the secret nor the right signature. */
export interface VerificationFailure {
  readonly ok: false;
  readonly step: VerificationStep;
  readonly reason: string;
  readonly expected?: string;
  readonly seen?: string;
  /** What would mend it. */
  readonly mend?: string;
}

/** Whether the sender proved itself; `keyIndex` tells which secret of the list did: 0 is the current one. */
export type Verification = { readonly ok: true; readonly keyIndex: number } | VerificationFailure;

/** A value that was found, or why the verification ends here. */
export type Found<Value> = { readonly ok: true; readonly value: Value } | VerificationFailure;

/** Wraps a value that was found. */
export function found<Value>(value: Value): Found<Value> {
  return { ok: true, value };
}

/** Builds a failure. */
export function fail(
  step: VerificationStep,
  reason: string,
  details: Pick<VerificationFailure, "expected" | "seen" | "mend"> = {},
): VerificationFailure {
  return { ok: false, step, reason, ...details };
}

const SHOWN_CHARACTERS = 12;

/** A text from outside, safe to show: its first 12 characters, others than printable ASCII as `?`, and its length. */
export function cut(text: string): string {
  const start = text.slice(0, SHOWN_CHARACTERS).replace(/[^\x20-\x7e]/g, "?");
  return text.length <= SHOWN_CHARACTERS ? start : `${start}... (${text.length} characters)`;
}
