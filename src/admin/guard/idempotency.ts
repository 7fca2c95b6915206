// A call with an Idempotency-Key in, its answer out: the first one's where the same was asked before, also by another
// daemon before this one. What was begun is on the disk before it is done, so that nothing is done twice; where nobody
// knows how it ended, it is refused.

import { createHash } from "node:crypto";
import type { Log } from "../../core/ports/log-port.ts";
import type { KeptAnswer, OnceBegun, OncePort } from "../../core/ports/once-port.ts";
import { toError } from "../../core/records/errors.ts";
import { refusal, safeHeaders, type AdminRefusal } from "../answer.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** One call that should happen once. */
export interface OnceCall {
  readonly key: string;
  /** Who calls, and which route of which record: the same key of others is another. */
  readonly about: string;
  readonly body: Uint8Array;
}

/** Does each call once. */
export type Once = (
  call: OnceCall,
  work: () => Promise<Response>,
) => Promise<Response> | AdminRefusal;

interface Going {
  readonly body: Buffer;
  readonly answer: Promise<KeptAnswer>;
}

/** Over what is kept on the disk; a second call that comes while the first is at work waits for its answer. */
export function createOnce({
  once,
  log,
}: {
  readonly once: OncePort<KeptAnswer>;
  readonly log: Log;
}): Once {
  const going = new Map<string, Going>();

  /** Only what was done is kept: after a refusal the same key may try again. */
  async function first(key: Buffer, work: () => Promise<Response>): Promise<KeptAnswer> {
    let isDone = false;
    try {
      const answer = await work();
      isDone = answer.ok;
      const kept = await keptOf(answer);
      if (isDone) noted(() => once.end(key, kept));
      return kept;
    } finally {
      if (!isDone) noted(() => once.forget(key));
    }
  }

  /** The call itself is done or refused by now, whatever becomes of the note. */
  function noted(note: () => void): void {
    try {
      note();
    } catch (thrown) {
      log.warn("how a call with an Idempotency-Key ended was not written down", {
        error: toError(thrown).message,
      });
    }
  }

  function begin(id: string, digest: { key: Buffer; body: Buffer }, work: () => Promise<Response>) {
    const answer = first(digest.key, work).finally(() => going.delete(id));
    going.set(id, { body: digest.body, answer });
    return answer.then((kept) => answerOf(kept, false));
  }

  return ({ key, about, body }, work) => {
    if (!KEY.test(key))
      return refusal("usage", "the Idempotency-Key is not 1 to 255 visible characters");
    const digest = { key: digestOf(`${about}\n${key}`), body: digestOf(body) };
    const id = digest.key.toString("hex");
    const before = going.get(id);
    if (before !== undefined)
      return before.body.equals(digest.body)
        ? before.answer.then((kept) => answerOf(kept, true))
        : MISMATCH;
    const begun = once.begin(digest);
    return begun.kind === "begun" ? begin(id, digest, work) : repeated(begun);
  };
}

const MISMATCH = refusal(
  "idempotency_mismatch",
  "this Idempotency-Key was used with another body",
  "take a new key for a new call",
);
const UNKNOWN = refusal(
  "idempotency_unknown",
  "this call was begun before, and its answer is not known: it may have been done",
  "look whether it was, then take a new key",
);

function repeated(begun: OnceBegun<KeptAnswer>): Promise<Response> | AdminRefusal {
  if (begun.kind === "done") return Promise.resolve(answerOf(begun.answer, true));
  return begun.kind === "other_body" ? MISMATCH : UNKNOWN;
}

async function keptOf(answer: Response): Promise<KeptAnswer> {
  const type = answer.headers.get("content-type") ?? "";
  return { status: answer.status, type, body: await answer.text() };
}

/** Made anew for every caller: a body can be read once. */
function answerOf({ status, type, body }: KeptAnswer, isReplayed: boolean): Response {
  const more: Record<string, string> = isReplayed ? { "idempotent-replayed": "true" } : {};
  return new Response(body, { status, headers: safeHeaders(type, more) });
}

function digestOf(bytes: Uint8Array | string): Buffer {
  return createHash("sha256").update(bytes).digest();
}
