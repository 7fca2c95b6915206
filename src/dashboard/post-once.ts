// A form that a browser may send twice; what it asks for happens once.

import type { Answer } from "./api.ts";
import type { Site } from "./site.ts";

/** A key for one showing of a form. */
export function newKey({ deps }: Pick<Site, "deps">): string {
  return deps.randomness.bytes(16).toString("hex");
}

/**
 * Sent again, the same form gets the first answer. A form that the browser went back to and that was changed then is
 * another call with the old key: it gets a new one.
 */
export async function postOnce<Value>(
  site: Pick<Site, "api" | "deps">,
  call: { readonly path: string; readonly body: unknown; readonly key: string },
): Promise<Answer<Value>> {
  const { path, body, key } = call;
  const answer = await site.api.post<Value>(path, body, key);
  const isOther = !answer.ok && answer.error === "idempotency_mismatch";
  return isOther ? site.api.post<Value>(path, body, newKey(site)) : answer;
}
