// In: a request with a canary's header. Out: its answer, where it is one of ours. It makes no delivery.

import {
  CANARY_HEADER,
  canaryProof,
  readCanary,
  type CanaryAnswer,
} from "../core/events/canary.ts";
import type { Handshake } from "./handshake.ts";
import { headerValues, type HookRequest } from "./hook-request.ts";

/** What recognising a canary needs. */
export interface CanaryDeps {
  readonly clock: { now(): number };
  /** Absent: none is recognised. */
  readonly canaryKey?: Uint8Array | undefined;
}

/** The answer to a canary of ours; null: the request is none. */
export function answerCanary(
  { clock, canaryKey }: CanaryDeps,
  { headers, hookId }: Pick<HookRequest, "headers" | "hookId">,
  authenticated: boolean,
): Handshake | null {
  const [value, ...more] = headerValues(headers, CANARY_HEADER);
  if (canaryKey === undefined || value === undefined || more.length > 0) return null;
  const nonce = readCanary(value, canaryKey, { hookId, now: clock.now() });
  if (nonce === null) return null;
  const proof = canaryProof(nonce, hookId, canaryKey);
  const answer: CanaryAnswer = { canary: true, nonce, proof, authenticated };
  const body = { text: JSON.stringify(answer), contentType: "application/json" };
  return { name: "canary", status: 200, body };
}
