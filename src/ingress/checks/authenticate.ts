// Check 6 of the chain: 401. The hook, its secrets and the raw bytes come in; whether the sender proved itself goes out.
// Fails closed: whatever is not set, not known or not clear is a no.

import { authModeOf } from "../../core/settings/auth-mode.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import type { HookSecrets } from "../../core/settings/settings.ts";
import type { VerifierDescription } from "../../core/settings/verifier.ts";
import { verifyBearer } from "../../signing/bearer.ts";
import { verifyHookHmac } from "../../signing/hook-hmac.ts";
import { verifyRequest, type SignedRequest, type Verification } from "../../signing/verify.ts";
import type { UsableHook } from "../target-hook.ts";

const TOKEN_IN_QUERY = /[?&](?:token|access_token|api_key|apikey|secret)=/i;

/**
 * Verifies a request over its raw bytes.
 * @param nowMs epoch milliseconds
 * @returns null: proved
 */
export function authenticate(
  usable: UsableHook,
  request: SignedRequest,
  nowMs: number,
): Refusal | null {
  return toRefusal(verify(usable, request, nowMs));
}

/** The same by a description, with the hook's secrets. */
export function authenticateBy(
  description: VerifierDescription,
  usable: UsableHook,
  request: SignedRequest,
  nowMs: number,
): Refusal | null {
  return toRefusal(verifyBy(description, usable, request, nowMs));
}

function toRefusal(verification: Verification): Refusal | null {
  if (verification.ok) return null;
  const { reason, mend } = verification;
  return refuse("unauthorized", mend === undefined ? reason : `${reason} (${mend})`);
}

function verify(usable: UsableHook, request: SignedRequest, nowMs: number): Verification {
  const { hook } = usable;
  const { secrets } = usable.loaded;
  const mode = authModeOf(hook);
  if (mode === "source") return verifySource(usable, request, nowMs);
  // Addresses end up in logs and histories; a credential must not travel there, not even beside the right one.
  if (TOKEN_IN_QUERY.test(request.url))
    return no("a credential in the URL is refused", "send it in a header");
  if (mode === "bearer") {
    if (!secrets.token) return no("no token is set", "set the hook's token or webhooks.token");
    return verifyBearer(request.headers, secrets.token);
  }
  if (!secrets.hmacSecret) return no("no secret is set", "set hmac_secret");
  return verifyHookHmac(hook, secrets.hmacSecret, request.headers, request.body);
}

function verifySource(usable: UsableHook, request: SignedRequest, nowMs: number): Verification {
  const { hook, source } = usable;
  const description = hook.verify ?? source.verifier;
  if (description === undefined)
    return no(`source ${source.name} has no way to verify`, "set auth_mode to bearer or hmac");
  return verifyBy(description, usable, request, nowMs);
}

function verifyBy(
  description: VerifierDescription,
  { loaded }: UsableHook,
  request: SignedRequest,
  nowMs: number,
): Verification {
  const keys = validKeys(loaded.secrets, nowMs);
  if (keys.length === 0) return no("no secret is set", "set the hook's secret");
  // Beside the URL as requested, never in its place: a credential in the registered URL is not one that was sent.
  return verifyRequest(description, { ...request, publicUrl: loaded.publicUrl }, keys, nowMs);
}

/** The current secret first, then the previous one while it still counts. */
function validKeys(secrets: HookSecrets, nowMs: number): string[] {
  const { secret, previousSecret, previousSecretUntil } = secrets;
  const keys = secret ? [secret] : [];
  const isPreviousValid = previousSecretUntil === null || nowMs < previousSecretUntil;
  if (previousSecret && isPreviousValid) keys.push(previousSecret);
  return keys;
}

function no(reason: string, mend: string): Verification {
  return { ok: false, step: "secret", reason, mend };
}
