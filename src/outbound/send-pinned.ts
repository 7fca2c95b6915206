// In: a request and the addresses that it may go to. Out: what was answered, bounded in time and size, or why nothing
// was. It goes to one of these addresses and nowhere else: no name is resolved, no redirect followed, no proxy asked.

import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { toError } from "../core/records/errors.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { HostAddress } from "./resolve-target.ts";

/** A request to be sent. */
export interface PinnedRequest {
  readonly method: string;
  readonly url: URL;
  readonly addresses: readonly HostAddress[];
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** null: none. */
  readonly body: Uint8Array | null;
  /** From now to the end of the answer's headers. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Bytes of the answer that are read; default 64 KiB. */
  readonly answerBytes?: number;
  /** How long the rest of an answer is waited for once its status is known; default ten seconds. */
  readonly answerMs?: number;
}

/** What was answered, or why nothing was. */
export type PinnedAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfter: string | null;
      readonly headers: IncomingHttpHeaders;
      /** The beginning of the answer. */
      readonly text: string;
      /** There was more, or it was not waited for. */
      readonly cut: boolean;
    }
  | { readonly kind: "timeout" | "aborted" }
  | { readonly kind: "unreachable"; readonly reason: string };

const ANSWER_BYTES = 65_536;
const ANSWER_MS = 10_000;

/** Sends once. Never throws. */
export async function sendPinned(
  clock: Pick<Clock, "setTimer">,
  request: PinnedRequest,
): Promise<PinnedAnswer> {
  const { answerBytes = ANSWER_BYTES, answerMs = ANSWER_MS } = request;
  const ended = new AbortController();
  const timers: Timer[] = [clock.setTimer(() => ended.abort(), request.timeoutMs)];
  try {
    const response = await begin(request, AbortSignal.any([request.signal, ended.signal]));
    const bodyEnded = new AbortController();
    timers.push(clock.setTimer(() => bodyEnded.abort(), answerMs));
    const signal = AbortSignal.any([request.signal, bodyEnded.signal]);
    const { text, cut } = await beginning(response, { bytes: answerBytes, signal });
    const { headers, statusCode: status = 0 } = response;
    const retryAfter = headers["retry-after"] ?? null;
    return { kind: "answer", status, retryAfter, headers, text, cut };
  } catch (thrown) {
    if (request.signal.aborted) return { kind: "aborted" };
    if (ended.signal.aborted) return { kind: "timeout" };
    const error: NodeJS.ErrnoException = toError(thrown);
    return { kind: "unreachable", reason: error.code ?? error.message };
  } finally {
    for (const timer of timers) timer.clear();
  }
}

/** Settles with the answer's status and headers. */
function begin(request: PinnedRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, url, headers, body, addresses } = request;
  const isTls = url.protocol === "https:";
  const options = {
    method,
    headers: [...headers.flat(), "host", url.host, ...lengthOf(body)],
    lookup: pinnedLookup(addresses),
    // Its own, so that no connection is taken over from somebody who was let through by other rules.
    agent: isTls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
    signal,
  };
  return new Promise((resolve, reject) => {
    const sent = isTls ? httpsRequest(url, options) : httpRequest(url, options);
    sent.once("response", resolve);
    // Stays on: an error after the answer has begun is the reader's.
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

function lengthOf(body: Uint8Array | null): string[] {
  return body === null ? [] : ["content-length", String(body.byteLength)];
}

/** Answers every question with the addresses that were checked. */
function pinnedLookup(addresses: readonly HostAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) return callback(null, [...addresses]);
    if (first === undefined) return callback(new Error(`${hostname} has no address`), "", 0);
    return callback(null, first.address, first.family);
  };
}

/** Its status is known: what of its body does not come, or comes without end, is not waited for. */
async function beginning(
  response: IncomingMessage,
  { bytes: mostBytes, signal }: { readonly bytes: number; readonly signal: AbortSignal },
): Promise<{ text: string; cut: boolean }> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const give = (cut: boolean): { text: string; cut: boolean } => {
    const start = Buffer.concat(pieces).subarray(0, mostBytes);
    return { text: new TextDecoder().decode(start, { stream: true }), cut };
  };
  const stop = (): void => void response.destroy();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.byteLength;
      if (bytes > mostBytes) return give(true);
    }
    return give(!response.complete);
  } catch {
    return give(true);
  } finally {
    signal.removeEventListener("abort", stop);
    response.destroy();
  }
}
