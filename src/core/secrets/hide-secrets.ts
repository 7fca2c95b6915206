// In: a request that is to be kept, and the secrets of its hook. Out: the same without them, wherever they stand.
// Some senders repeat the secret in what they send; from here on it would be in the ledger and in prompts.

import type { KeptRequest } from "./credentials.ts";
import type { HeaderList } from "../records/delivery.ts";
import { fingerprint } from "./fingerprint.ts";

/** Shorter ones may be ordinary words of a payload, which must come through as they are. */
const SHORTEST_SECRET = 16;
/** A stored hash is no secret: whoever sends it proves nothing. */
const STORED_HASH = "sha256:";
/** As it stands, in JSON and in a URL. */
const WRITTEN_ALIKE = /^[A-Za-z0-9_.~-]+$/;
const BEARER = /^bearer +(\S.*)$/i;

/** Replaces each secret by its fingerprint; what holds none comes back byte for byte. */
export function hideSecrets(request: KeptRequest, secrets: readonly string[]): KeptRequest {
  const forms = [...new Set(secrets)].filter(isLongEnough).flatMap(formsOf);
  if (forms.length === 0) return request;
  return {
    headers: request.headers.map((header) => hideInHeader(header, forms)),
    path: hideInText(request.path, forms),
    body: hideInBytes(request.body, forms),
  };
}

/** The bearer token that came with a request: where only its hash is stored, nothing else knows it. */
export function presentedTokens(headers: HeaderList): string[] {
  return headers.flatMap(([name, value]) =>
    name === "authorization" ? (BEARER.exec(value)?.[1] ?? []) : [],
  );
}

/** A secret as it may be written in a request. */
interface Form {
  readonly form: string;
  readonly secret: string;
}

function isLongEnough(secret: string): boolean {
  return secret.length >= SHORTEST_SECRET && !secret.startsWith(STORED_HASH);
}

/** Most secrets are written in one way everywhere, and this is asked for every request. */
function formsOf(secret: string): Form[] {
  if (WRITTEN_ALIKE.test(secret)) return [{ form: secret, secret }];
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
  ];
  return [...new Set(forms)].map((form) => ({ form, secret }));
}

function hideInHeader(header: HeaderList[number], forms: readonly Form[]): HeaderList[number] {
  const [name, value] = header;
  const hidden = hideInText(value, forms);
  return hidden === value ? header : [name, hidden];
}

function hideInText(text: string, forms: readonly Form[]): string {
  return forms.reduce(
    (left, { form, secret }) =>
      left.includes(form) ? left.replaceAll(form, () => fingerprint(secret)) : left,
    text,
  );
}

function hideInBytes(body: Uint8Array, forms: readonly Form[]): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const found = forms.filter(({ form }) => bytes.includes(form));
  if (found.length === 0) return body;
  // latin1 keeps every byte as one character, so that what is not replaced stays as it was.
  const inLatin1 = found.map(({ form, secret }) => ({
    form: Buffer.from(form, "utf8").toString("latin1"),
    secret,
  }));
  return Buffer.from(hideInText(bytes.toString("latin1"), inLatin1), "latin1");
}
