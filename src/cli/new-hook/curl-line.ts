// In: a hook as it was just added, with its secret. Out: a curl line that the daemon accepts at once.
// Only here: a stored hash cannot sign later, and a log must not hold a credential.

import type { HeaderList } from "../../core/records/delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Source } from "../../core/events/source.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { signHookHmac } from "../../signing/hook-hmac.ts";
import { signRequest } from "../../signing/sign.ts";
import { sampleRequest } from "../send/sample-request.ts";
import type { NewSecret } from "./secret.ts";

/** What the line is made of. */
export interface CurlParts {
  readonly source: Source;
  readonly events: readonly string[] | undefined;
  readonly secret: NewSecret;
  readonly hmacHeader: string | undefined;
  /** The hook's URL on this machine. */
  readonly url: string;
  /** The URL that is signed, for senders that sign it. */
  readonly signedUrl: string;
  /** Stands where the sender's delivery id stands. */
  readonly unique: string;
  readonly nowMs: number;
}

/** The line, or null where this sender's requests cannot be signed from here. */
export function curlLine(parts: CurlParts): string | null {
  const { source, events, url, unique } = parts;
  const { headers, body } = sampleRequest(source, events, unique);
  const proof = proofHeaders(parts, headers, Buffer.from(body));
  if (proof === null) return null;
  const words = ["curl", "-sS", "-X", "POST", shellWord(url)];
  for (const [name, value] of [...headers, ...proof])
    words.push("-H", shellWord(`${name}: ${value}`));
  return [...words, "--data-raw", shellWord(body)].join(" ");
}

function proofHeaders(parts: CurlParts, headers: HeaderList, body: Buffer): HeaderList | null {
  const { secret, source, hmacHeader, signedUrl, nowMs } = parts;
  if (secret.text === null) return null;
  if (secret.mode === "bearer") return [["Authorization", `Bearer ${secret.text}`]];
  try {
    if (secret.mode === "hmac") return signHookHmac(hmacDefaults(hmacHeader), secret.text, body);
    if (source.verifier === undefined) return null;
    const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
    const request = { method: "POST", url: signedUrl, headers: lower, body };
    return signRequest(source.verifier, request, secret.text, nowMs);
  } catch (error) {
    if (error instanceof WakehookError) return null;
    throw error;
  }
}

function hmacDefaults(hmacHeader: string | undefined): Parameters<typeof signHookHmac>[0] {
  return {
    hmacHeader,
    hmacAlgorithm: "sha256",
    hmacEncoding: "hex",
    hmacSigPrefix: undefined,
    hmacSigRegex: undefined,
    hmacPayloadPrefixRegex: undefined,
  };
}
