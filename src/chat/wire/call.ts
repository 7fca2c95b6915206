// One HTTP request to a chat platform, bounded in time and size. In: what is asked. Out: what was answered, or why
// nothing was.

import { retryAfterMs } from "../../core/outbound/outbound-retry.ts";
import type { ChannelResult } from "../../core/ports/channel-port.ts";
import { toError } from "../../core/records/errors.ts";
import type { Clock } from "../../system/clock.ts";

/** A request. */
export interface PlatformCall {
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Default 30 seconds. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/** What was answered, or why nothing was. */
export type PlatformAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Headers;
      /** JSON, or null where it is none. */
      readonly body: unknown;
    }
  | { readonly kind: "none"; readonly error: string };

const TIMEOUT_MS = 30_000;
/** What is read of an answer: a sync of a chat may be long. */
const MOST_BYTES = 8_388_608;

/** Asks a platform. Never throws; redirects are not followed, since the token would go with them. */
export async function call(
  clock: Pick<Clock, "setTimer">,
  { url, method = "GET", headers = {}, body, timeoutMs = TIMEOUT_MS, signal }: PlatformCall,
): Promise<PlatformAnswer> {
  const ended = new AbortController();
  const late = clock.setTimer(() => ended.abort(), timeoutMs, { unref: true });
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : Buffer.from(body) }),
      redirect: "manual",
      signal: AbortSignal.any([signal, ended.signal]),
    });
    const text = await readText(response);
    return { kind: "answer", status: response.status, headers: response.headers, body: json(text) };
  } catch (thrown) {
    if (ended.signal.aborted)
      return { kind: "none", error: `no answer within ${Math.round(timeoutMs / 1000)} s` };
    return { kind: "none", error: networkWords(toError(thrown)) };
  } finally {
    late.clear();
  }
}

/** What an answer means for what was to be posted; `words` are the platform's own about it. */
export function resultOf(answer: PlatformAnswer, words: string, now: number): ChannelResult {
  if (answer.kind === "none") return { ok: false, error: answer.error, final: false };
  const { status, headers } = answer;
  if (status >= 200 && status <= 299) return { ok: true };
  const error = words === "" ? `it answered ${status}` : `it answered ${status}: ${words}`;
  if (status === 401 || status === 403) return { ok: false, error, final: false, broken: true };
  if (status !== 408 && status !== 429 && status < 500) return { ok: false, error, final: true };
  const wait = retryAfterMs(headers.get("retry-after"), now);
  return { ok: false, error, final: false, ...(wait === null ? {} : { retryAfterMs: wait }) };
}

/** fetch says "fetch failed"; why, its cause says. */
export function networkWords(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}

/** The text of an answer, up to a size. @throws where it is longer. */
export async function readText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) throw new Error("its answer is too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
