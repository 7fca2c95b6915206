// How what leaves is signed: the verifiers of receivers, as data, turned round.

import type { SignatureScheme, Subscription } from "../core/settings/subscription.ts";
import type { VerifierDescription } from "../core/settings/verifier.ts";
import { signRequest, type HeaderPair } from "./sign.ts";

/** A message to be signed. */
export interface OutboundMessage {
  readonly url: string;
  /** The id of the message: the same at every try. */
  readonly id: string;
  readonly body: Uint8Array;
  /** Further headers that a description may sign. */
  readonly headers: readonly HeaderPair[];
  /** Of this try, epoch milliseconds. */
  readonly nowMs: number;
}

const HMAC = { kind: "hmac", algorithm: "sha256" } as const;

/** What a receiver of each scheme verifies. */
const DESCRIPTIONS: Readonly<Record<Exclude<SignatureScheme, "none">, VerifierDescription>> = {
  "standard-webhooks": {
    ...HMAC,
    signature: [{ header: "webhook-signature" }],
    syntax: { itemSeparator: " ", keySeparator: ",", key: "v1" },
    encoding: "base64",
    content: [{ header: "webhook-id" }, { literal: "." }, "timestamp", { literal: "." }, "body"],
    timestamp: { from: { header: "webhook-timestamp" }, unit: "seconds", toleranceSeconds: 300 },
    key: "whsec",
  },
  timestamped: {
    ...HMAC,
    signature: [{ header: "x-webhook-signature" }],
    syntax: { prefix: "sha256=" },
    encoding: "hex",
    content: ["timestamp", { literal: "." }, "body"],
    timestamp: { from: { header: "x-webhook-timestamp" }, unit: "seconds", toleranceSeconds: 300 },
    key: "utf8",
  },
  github: {
    ...HMAC,
    signature: [{ header: "x-hub-signature-256" }],
    syntax: { prefix: "sha256=" },
    encoding: "hex",
    content: ["body"],
    key: "utf8",
  },
};

/** What a receiver verifies; null where nothing is signed. */
export function descriptionOf(sign: Subscription["sign"]): VerifierDescription | null {
  if (typeof sign !== "string") return sign;
  return sign === "none" ? null : DESCRIPTIONS[sign];
}

/**
 * The headers that carry a message's id and prove where it comes from. With `standard-webhooks` every secret signs,
 * so that a receiver may take up the new one whenever it likes; other schemes have room for the first alone.
 * @throws WakehookError `refused` where it cannot be signed so.
 */
export function signMessage(
  sign: Subscription["sign"],
  message: OutboundMessage,
  secrets: readonly string[],
): HeaderPair[] {
  const { url, id, body, nowMs } = message;
  const ids: HeaderPair[] = [["x-webhook-id", id]];
  if (sign === "standard-webhooks" || typeof sign !== "string") ids.push(["webhook-id", id]);
  const description = descriptionOf(sign);
  if (description === null) return ids;
  const request = { method: "POST", url, headers: [...message.headers, ...ids], body };
  const signed = (sign === "standard-webhooks" ? secrets : secrets.slice(0, 1)).map((secret) =>
    signRequest(description, request, secret, nowMs),
  );
  const [first = signRequest(description, request, "", nowMs), ...others] = signed;
  return [...ids, ...first.map((header) => withOthers(header, others))];
}

/** The signatures of further secrets stand behind the first one, with a space between. */
function withOthers(
  [name, value]: HeaderPair,
  others: ReadonlyArray<readonly HeaderPair[]>,
): HeaderPair {
  if (name !== "webhook-signature") return [name, value];
  const more = others.flatMap((headers) => headers.filter(([other]) => other === name));
  return [name, [value, ...more.map(([, other]) => other)].join(" ")];
}
