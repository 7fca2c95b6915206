// In: a hook with its secrets, and a request. Out: the headers with which its sender would prove itself.

import { authModeOf } from "../core/settings/auth-mode.ts";
import { toError, WakehookError } from "../core/records/errors.ts";
import type { LoadedHook } from "../core/settings/settings.ts";
import type { Source } from "../core/events/source.ts";
import type { VerifierDescription } from "../core/settings/verifier.ts";
import { signHookHmac } from "./hook-hmac.ts";
import { signRequest, type HeaderPair } from "./sign.ts";

/** A request before it is signed. Header names in lower case. */
export interface UnsignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is signed, and with what. */
export interface SigningOrder {
  readonly loaded: LoadedHook;
  readonly source: Source;
  readonly request: UnsignedRequest;
  /** Where it is posted to; a registered URL goes before it. */
  readonly url: string;
  /** In place of the hook's secret: a private key, a token that is stored as a hash. */
  readonly key: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Signs a request as its sender would. @throws WakehookError `refused`, with what is in the way. */
export function signAsSender(order: SigningOrder): HeaderPair[] {
  const { loaded, source, request, key } = order;
  const { hook, secrets } = loaded;
  if (hook === null) throw new WakehookError("refused", `the hook ${loaded.id} has an error`);
  const mode = authModeOf(hook);
  if (mode === "bearer") return [["authorization", `Bearer ${plainToken(key ?? secrets.token)}`]];
  if (mode === "hmac") return signHookHmac(hook, key ?? secrets.hmacSecret ?? "", request.body);
  const description = hook.verify ?? source.verifier;
  if (description === undefined)
    throw new WakehookError("refused", `the source ${source.name} says nothing about signing`);
  const secret = key ?? secrets.secret;
  if (secret === null) throw new WakehookError("refused", `the hook ${hook.id} has no secret`);
  requireSigningKey(description, key);
  return sign(description, { ...order, url: loaded.publicUrl ?? order.url }, secret);
}

function sign(
  description: VerifierDescription,
  { request, url, now }: SigningOrder,
  secret: string,
): HeaderPair[] {
  const headers = Object.entries(request.headers);
  try {
    return signRequest(
      description,
      { method: "POST", url, headers, body: request.body },
      secret,
      now,
    );
  } catch (thrown) {
    if (thrown instanceof WakehookError) throw thrown;
    // What node:crypto says of a key that is none; it never quotes the key.
    throw new WakehookError("refused", `the key cannot sign: ${toError(thrown).message}`, {
      hint: "give the private key as PEM: --key FILE",
      cause: thrown,
    });
  }
}

function plainToken(token: string | null): string {
  if (token !== null && !token.startsWith("sha256:")) return token;
  throw new WakehookError("refused", "only a hash of the token is stored, and a hash cannot sign", {
    hint: "give the token in a file, --key FILE, or send without --signed",
  });
}

function requireSigningKey({ kind }: VerifierDescription, key: string | undefined): void {
  if (kind !== "public_key" || key !== undefined) return;
  throw new WakehookError("refused", "the hook holds a public key, which cannot sign", {
    hint: "give the private key as PEM, --key FILE, or send without --signed",
  });
}
