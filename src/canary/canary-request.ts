// In: a hook. Out: a small request as its sender would post it, with a canary's header, and what it takes to sign it.

import { CANARY_HEADER, canaryNonce, canaryOf } from "../core/events/canary.ts";
import { toError } from "../core/records/errors.ts";
import type { LoadedHook } from "../core/settings/settings.ts";
import type { Source } from "../core/events/source.ts";
import type { HeaderPair } from "../signing/sign.ts";
import { signAsSender } from "../signing/sign-as-sender.ts";

/** What a canary is made of. */
export interface CanaryOrder {
  readonly loaded: LoadedHook;
  readonly source: Source;
  /** Where it is posted to. */
  readonly url: string;
  readonly key: Uint8Array;
  /** Epoch milliseconds. */
  readonly now: number;
  /** 8 bytes or more. */
  readonly random: Uint8Array;
}

/** A canary before it flies. */
export interface CanaryRequest {
  readonly nonce: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Uint8Array;
  /** What its sender would prove itself with. Where that is a token and no signature, whoever gets it has it. */
  readonly signature: Signature;
}

/** Headers that prove the sender, or why wakehook cannot make them. */
export type Signature =
  | { readonly ok: true; readonly headers: readonly HeaderPair[] }
  | { readonly ok: false; readonly reason: string };

const FORM = "application/x-www-form-urlencoded";

/** Builds the request. */
export function canaryRequest(order: CanaryOrder): CanaryRequest {
  const { loaded, source, url, key, now, random } = order;
  const nonce = canaryNonce(now, random);
  const headers: Record<string, string> = {
    "content-type": isForm(source) ? FORM : "application/json",
    "user-agent": "wakehook canary",
    [CANARY_HEADER]: canaryOf(nonce, loaded.id, key),
  };
  for (const where of source.deliveryId)
    if ("header" in where) headers[where.header.toLowerCase()] ??= nonce;
  const body = Buffer.from(bodyOf(order, nonce));
  const request = { headers, body };
  const signature = trySign(() =>
    signAsSender({ loaded, source, request, url, key: undefined, now }),
  );
  return { nonce, headers: Object.entries(headers), body, signature };
}

function isForm({ bodyShapes }: Source): boolean {
  return bodyShapes.every((shape) => shape === "form" || shape === "form_payload");
}

function bodyOf({ loaded, source, now }: CanaryOrder, nonce: string): string {
  const fields: Record<string, string | number> = { wakehook_canary: nonce };
  if (isForm(source)) return `payload=%7B%7D&wakehook_canary=${nonce}`;
  const { timestamp } = loaded.hook?.verify ?? source.verifier ?? {};
  if (timestamp !== undefined && "json" in timestamp.from)
    fields[timestamp.from.json] = timestamp.unit === "seconds" ? Math.floor(now / 1000) : now;
  const text = JSON.stringify(fields);
  return source.bodyShapes.includes("object") ? text : `[${text}]`;
}

function trySign(sign: () => HeaderPair[]): Signature {
  try {
    return { ok: true, headers: sign() };
  } catch (thrown) {
    return { ok: false, reason: toError(thrown).message };
  }
}
