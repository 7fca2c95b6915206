// In: a request and what its sender should have signed it with. Out: accepted, or the step that refused it.

import { authModeOf } from "../../core/settings/auth-mode.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { LoadedHook } from "../../core/settings/settings.ts";
import type { Source } from "../../core/events/source.ts";
import { verifyBearer } from "../../signing/bearer.ts";
import { verifyHookHmac } from "../../signing/hook-hmac.ts";
import { verifyRequest, type SignedRequest, type Verification } from "../../signing/verify.ts";
import { findSource } from "../../sources/table.ts";

/** Judges a request by a preset and one secret. A preset without a verifier takes a bearer token. */
export function judgeBySource(
  source: Source,
  request: SignedRequest,
  secret: string,
  nowMs: number,
): Verification {
  if (source.verifier === undefined) return verifyBearer(request.headers, secret);
  return verifyRequest(source.verifier, request, [secret], nowMs);
}

/**
 * Judges a request as the hook's own chain would.
 * @param given a secret that takes the place of the hook's
 * @throws WakehookError `settings_invalid` where the entry has an error or names no secret.
 */
export function judgeByHook(
  loaded: LoadedHook,
  request: SignedRequest,
  given: string | undefined,
  nowMs: number,
): Verification {
  const { hook, secrets, id } = loaded;
  if (hook === null)
    throw new WakehookError("settings_invalid", `the entry of ${id} has an error`, {
      hint: "see: wakehook hook check",
    });
  const mode = authModeOf(hook);
  if (mode === "bearer") return verifyBearer(request.headers, needed(given ?? secrets.token, id));
  if (mode === "hmac") {
    const secret = needed(given ?? secrets.hmacSecret, id);
    return verifyHookHmac(hook, secret, request.headers, request.body);
  }
  const description = hook.verify ?? findSource(hook.source)?.verifier;
  if (description === undefined)
    throw new WakehookError("settings_invalid", `the source of ${id} says nothing of signatures`);
  const previousIsValid =
    secrets.previousSecretUntil === null || nowMs < secrets.previousSecretUntil;
  const own = [secrets.secret, previousIsValid ? secrets.previousSecret : null];
  const keys = given === undefined ? own.filter((key) => key !== null) : [given];
  // Beside the URL as requested: a credential in the registered URL is not one that was sent.
  return verifyRequest(description, { ...request, publicUrl: loaded.publicUrl }, keys, nowMs);
}

function needed(secret: string | null, id: string): string {
  if (secret !== null) return secret;
  throw new WakehookError("settings_invalid", `${id} has no secret`, {
    hint: `give one with --secret, or see: wakehook hook show ${id}`,
  });
}
