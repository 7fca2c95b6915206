// A call with an Idempotency-Key in, its answer out: the first one's where the same was asked before.
// In memory alone: answers may hold a new secret. A restart of the daemon forgets the keys.

import { createHash } from "node:crypto";
import { refusal, type AdminRefusal } from "../answer.ts";
import type { Clock } from "../../system/clock.ts";

/** How long and how many are kept. */
export const IDEMPOTENCY_LIMITS = { keepMs: 86_400_000, most: 1000 } as const;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** One call that should happen once. */
export interface OnceCall {
  readonly key: string;
  /** Who calls, and which route of which record: the same key of others is another. */
  readonly about: string;
  readonly body: Uint8Array;
}

interface Kept {
  readonly bodyHash: string;
  readonly at: number;
  readonly answer: Promise<Response>;
}

/** Does each call once. */
export type Once = (
  call: OnceCall,
  work: () => Promise<Response>,
) => Promise<Response> | AdminRefusal;

/** No keys yet. */
export function createOnce(clock: Pick<Clock, "now">): Once {
  const kept = new Map<string, Kept>();

  function forgetOld(): void {
    for (const [id, { at }] of kept) {
      const isOld = clock.now() - at >= IDEMPOTENCY_LIMITS.keepMs;
      if (!isOld && kept.size < IDEMPOTENCY_LIMITS.most) return;
      kept.delete(id);
    }
  }

  /** Only what was done is kept: after a refusal the same key may try again. */
  async function first(id: string, work: () => Promise<Response>): Promise<Response> {
    try {
      const answer = await work();
      if (!answer.ok) kept.delete(id);
      return answer;
    } catch (thrown) {
      kept.delete(id);
      throw thrown;
    }
  }

  return ({ key, about, body }, work) => {
    if (!KEY.test(key))
      return refusal("usage", "the Idempotency-Key is not 1 to 255 visible characters");
    const id = `${about}\n${key}`;
    const bodyHash = createHash("sha256").update(body).digest("hex");
    forgetOld();
    const before = kept.get(id);
    if (before !== undefined && before.bodyHash !== bodyHash)
      return refusal(
        "idempotency_mismatch",
        "this Idempotency-Key was used with another body",
        "take a new key for a new call",
      );
    const answer = before?.answer ?? first(id, work);
    if (before === undefined) kept.set(id, { bodyHash, at: clock.now(), answer });
    return answer.then((response) => copyOf(response, before !== undefined));
  };
}

/** A body can be read once: every caller gets a copy. */
function copyOf(response: Response, isReplayed: boolean): Response {
  const copy = response.clone();
  const headers = new Headers(copy.headers);
  if (isReplayed) headers.set("idempotent-replayed", "true");
  return new Response(copy.body, { status: copy.status, headers });
}
