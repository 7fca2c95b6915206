// One POST, bounded in every direction: in time, in what is read of the answer, and no further than to the very URL.

import { toError } from "../../core/records/errors.ts";
import type { Clock } from "../../system/clock.ts";

/** A request to be sent. */
export interface OutgoingPost {
  readonly url: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What was answered, or why nothing was. */
export type PostAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfter: string | null;
      /** The beginning of the answer's text. */
      readonly text: string;
    }
  | { readonly kind: "none"; readonly error: string };

/** What is read of an answer: enough for words, whatever is sent. */
const ANSWER_BYTES = 2048;

/** Posts. Never throws. A redirect is an answer like any other, and is not followed. */
export async function postMessage(
  clock: Pick<Clock, "setTimer">,
  { url, headers, body, timeoutMs, signal }: OutgoingPost,
): Promise<PostAnswer> {
  const ended = new AbortController();
  const late = clock.setTimer(() => ended.abort("timeout"), timeoutMs, { unref: true });
  const either = AbortSignal.any([signal, ended.signal]);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      body: new Uint8Array(body),
      redirect: "manual",
      signal: either,
    });
    const text = await beginning(response);
    const retryAfter = response.headers.get("retry-after");
    return { kind: "answer", status: response.status, retryAfter, text };
  } catch (thrown) {
    if (ended.signal.aborted)
      return { kind: "none", error: `no answer within ${Math.round(timeoutMs / 1000)} s` };
    return { kind: "none", error: networkWords(toError(thrown)) };
  } finally {
    late.clear();
    ended.abort();
  }
}

/** The rest is not waited for: its status is known, and the connection is given up. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (bytes < ANSWER_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      bytes += value.byteLength;
    }
  } catch (thrown) {
    // The status has come: a 2xx whose body breaks off was taken all the same.
    if (!response.ok) throw thrown;
  } finally {
    await reader.cancel().catch(() => {
      // It has ended by itself.
    });
  }
  return Buffer.concat(pieces).subarray(0, ANSWER_BYTES).toString("utf8");
}

/** fetch says "fetch failed"; why, its cause says. */
function networkWords(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? cause.message : `${code} (${cause.message})`;
}
