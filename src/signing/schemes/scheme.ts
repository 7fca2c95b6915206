// The contract of the plug-ins: what a description cannot say is a small piece of code behind the same question.

import type { ValueReader } from "../read-value.ts";
import type { SignedRequest, VerificationFailure } from "../verification.ts";

/** What a scheme looks at. */
export interface SchemeCase {
  readonly request: SignedRequest;
  readonly reader: ValueReader;
  /** One secret's text; never empty. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** A scheme that no description covers. */
export interface Scheme {
  /** Where the signature stands, for people. */
  readonly place: string;
  /** true: the sender's URL is part of what is signed. */
  readonly signsUrl: boolean;
  /** null: the sender proved itself. Never throws for what a sender sends. */
  verify(given: SchemeCase): VerificationFailure | null;
  /** Why a text cannot be the secret of a hook; null when it can. */
  secretProblem(secret: string): string | null;
}
