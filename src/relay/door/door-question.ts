// A request that may be a sender's question comes in. Out: its answer, where that takes no secret; word that only the
// daemon can answer it, now or not at all; or null: it is none.

import { allowOrigin } from "../../ingress/allowed-origin.ts";
import { findHandshake, isAsked, type Handshake } from "../../ingress/handshake.ts";
import { valueIn } from "../../ingress/proven-request.ts";
import type { SignedRequest } from "../../signing/verify.ts";
import { findChallenge } from "../../signing/answer-challenge.ts";
import type { OpenHook } from "./door-target.ts";

/** What is to be done with a question. `ask`: the daemon answers, and nothing is kept. */
export type DoorQuestion =
  | { readonly kind: "answer"; readonly handshake: Handshake }
  | { readonly kind: "ask" };

/** A request, and its body as a value; undefined: it has none that can be read. */
export interface Question {
  readonly signed: SignedRequest;
  readonly payload: unknown;
}

const ASK: DoorQuestion = { kind: "ask" };

/** Finds a question in a POST. */
export function findPostedQuestion(
  { source }: Pick<OpenHook, "source">,
  question: Question,
): DoorQuestion | null {
  const open = source.handshakes.filter(({ authenticated }) => !authenticated);
  const handshake = findHandshake(open, question);
  if (handshake !== null) return { kind: "answer", handshake };
  // What only a secret answers, and a secret that is handed over: both are of no use later.
  if (findChallenge(source.challenges ?? [], question.signed, true) !== null) return ASK;
  const handedOver = source.pairing && valueIn(question, source.pairing.secret);
  return typeof handedOver === "string" ? ASK : null;
}

/** Tells whether a POST to this hook may be a question, so that its body is looked at as one. */
export function mayBeQuestion({ source }: Pick<OpenHook, "source">): boolean {
  const rows = [...source.handshakes, ...(source.challenges ?? [])];
  return source.pairing !== undefined || rows.some(({ method }) => method === "POST");
}

/** Finds the question of a request that is no POST. */
export function findOtherQuestion(
  { source, hook }: Pick<OpenHook, "source" | "hook">,
  question: Question,
  requestsPerMinute: number,
): DoorQuestion | null {
  const { signed } = question;
  const allowed = allowOrigin(
    { hook: { allowedOrigins: hook.allowed_origins }, source },
    signed,
    requestsPerMinute,
  );
  if (allowed !== null) return { kind: "answer", handshake: allowed };
  if (findChallenge(source.challenges ?? [], signed, false) !== null) return ASK;
  const handshake = findHandshake(source.handshakes, question);
  if (handshake === null) return null;
  const isOpen = source.handshakes.some(
    (rule) => rule.name === handshake.name && !rule.authenticated && isAsked(rule, question),
  );
  return isOpen ? { kind: "answer", handshake } : ASK;
}

/** The methods that are worth a try, for `Allow`. */
export function allowedMethods(source: OpenHook["source"]): string {
  const rows = [...source.handshakes, ...(source.challenges ?? [])];
  return [...new Set(["POST", ...rows.map(({ method }) => method)])].join(", ");
}
