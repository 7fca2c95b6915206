// In: a request that is to be kept, and the secrets of its hook. Out: the same without them, wherever they stand.
// Some senders repeat the secret in what they send; from here on it would be in the ledger and in prompts.

import type { KeptRequest } from "./credentials.ts";
import type { HeaderList } from "./delivery.ts";
import { fingerprint } from "./fingerprint.ts";

/** Shorter ones may be ordinary words of a payload, which must come through as they are. */
const SHORTEST_SECRET = 16;
/** A stored hash is no secret: whoever sends it proves nothing. */
const STORED_HASH = "sha256:";
const BEARER = /^bearer +(\S.*)$/i;

/** Replaces each secret by its fingerprint; what holds none comes back byte for byte. */
export function hideSecrets(request: KeptRequest, secrets: readonly string[]): KeptRequest {
  const forms = [...new Set(secrets)].filter(isLongEnough).flatMap((secret) => formsOf(secret));
  if (forms.length === 0) return request;
  const hide = (text: string): string =>
    forms.reduce((left, { form, shown }) => left.replaceAll(form, () => shown), text);
  return {
    headers: request.headers.map(([name, value]) => [name, hide(value)] as const),
    path: hide(request.path),
    body: hideInBytes(request.body, forms),
  };
}

/** The bearer token that came with a request: where only its hash is stored, nothing else knows it. */
export function presentedTokens(headers: HeaderList): string[] {
  return headers.flatMap(([name, value]) =>
    name === "authorization" ? (BEARER.exec(value)?.[1] ?? []) : [],
  );
}

interface Form {
  readonly form: string;
  readonly shown: string;
}

function isLongEnough(secret: string): boolean {
  return secret.length >= SHORTEST_SECRET && !secret.startsWith(STORED_HASH);
}

function formsOf(secret: string): Form[] {
  const shown = fingerprint(secret);
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
  ];
  return [...new Set(forms)].map((form) => ({ form, shown }));
}

function hideInBytes(body: Uint8Array, forms: readonly Form[]): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const found = forms.filter(({ form }) => bytes.includes(form));
  if (found.length === 0) return body;
  // latin1 keeps every byte as one character, so that what is not replaced stays as it was.
  const text = found.reduce(
    (left, { form, shown }) =>
      left.replaceAll(Buffer.from(form, "utf8").toString("latin1"), () => shown),
    bytes.toString("latin1"),
  );
  return Buffer.from(text, "latin1");
}
