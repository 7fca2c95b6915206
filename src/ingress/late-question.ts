// A question whose time of signing is off, but whose answer repeats only what was signed: it may be answered, so that a
// clock that is wrong, or a sender that asks again, does not keep a hook from being set up.

import type { VerifierDescription } from "../core/settings/verifier.ts";
import { authModeOf } from "../core/settings/auth-mode.ts";
import { parsePayload } from "../core/events/payload.ts";
import type { SignedRequest } from "../signing/verify.ts";
import { authenticateBy } from "./checks/authenticate.ts";
import { findHandshake, type Handshake } from "./handshake.ts";
import type { UsableHook } from "./target-hook.ts";

const timeless = new WeakMap<VerifierDescription, VerifierDescription>();

/** Finds a row that is answered at any time, for a request that is signed right apart from its time. */
export function findLateQuestion(
  usable: UsableHook,
  signed: SignedRequest,
  given: { readonly mediaType: string; readonly nowMs: number },
): Handshake | null {
  const { hook, source } = usable;
  const rules = source.handshakes.filter((rule) => rule.anyTime === true);
  const verifier = hook.verify ?? source.verifier;
  if (rules.length === 0 || verifier?.timestamp === undefined) return null;
  if (authModeOf(hook) !== "source") return null;
  const refusal = authenticateBy(withoutTolerance(verifier), usable, signed, given.nowMs);
  if (refusal !== null) return null;
  const parsed = parsePayload(source.bodyShapes, given.mediaType, signed.body);
  return parsed.ok ? findHandshake(rules, { signed, payload: parsed.payload }) : null;
}

/** One and the same for each description: its keys are kept by it. */
function withoutTolerance(verifier: VerifierDescription): VerifierDescription {
  const known = timeless.get(verifier);
  if (known !== undefined || verifier.timestamp === undefined) return known ?? verifier;
  const made = { ...verifier, timestamp: { ...verifier.timestamp, toleranceSeconds: null } };
  timeless.set(verifier, made);
  return made;
}
