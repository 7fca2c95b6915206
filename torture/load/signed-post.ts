// A request as a sender signs it, over a connection of its own or a kept one.

import { createHmac } from "node:crypto";
import { request, type Agent } from "node:http";
import { once } from "node:events";

/** The secret of every hook that `signedHook` makes. */
const SECRET = "torture-secret";
const ANSWER_WITHIN_MS = 20_000;

/** What came back. */
export interface SignedAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly deliveryId: string | null;
  readonly retryAfter: string | null;
  /** `duplicate` of the answer. */
  readonly isDuplicate: boolean;
  readonly tookMs: number;
}

/** A request to be signed. */
export interface SignedPost {
  readonly url: string;
  readonly hookId: string;
  /** The sender's delivery id. */
  readonly key: string;
  /** Bytes of filling. */
  readonly bytes?: number;
  /** Instead of the key and its filling. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly agent?: Agent;
}

/** A hook with a signature; its deliveries end as `skipped:filtered`, if nothing else is said. */
export function signedHook(
  id: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    id,
    title: `Hook ${id}`,
    mode: "wake",
    prompt_template: "Look.",
    to: ["echo"],
    events: ["wanted"],
    auth_mode: "hmac",
    hmac_secret: SECRET,
    hmac_header: "x-signature",
    ...more,
  };
}

/** Posts and waits for the answer; never rejects. */
export async function postSigned(post: SignedPost): Promise<SignedAnswer> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    const { status, text, retryAfter } = await send(post);
    const answer = status === 202 ? (JSON.parse(text) as Record<string, unknown>) : {};
    const { delivery_id: id, duplicate } = answer;
    const deliveryId = typeof id === "string" ? id : null;
    return { status, deliveryId, retryAfter, isDuplicate: duplicate === true, tookMs: took() };
  } catch {
    return { status: 0, deliveryId: null, retryAfter: null, isDuplicate: false, tookMs: took() };
  }
}

async function send({ url, hookId, key, bytes = 100, payload, agent }: SignedPost) {
  const body = JSON.stringify(payload ?? { key, filling: "x".repeat(bytes) });
  const outgoing = request(`${url}/hooks/${hookId}`, {
    agent: agent ?? false,
    method: "POST",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "idempotency-key": key,
      "x-signature": createHmac("sha256", SECRET).update(body).digest("hex"),
    },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [
    NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string | undefined> },
  ];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return {
    text,
    status: response.statusCode,
    retryAfter: response.headers["retry-after"] ?? null,
  };
}
