// What became of a request comes in; the Response that its sender reads goes out.

import type { Source } from "../../core/events/source.ts";

/** What a daemon said: its own answer to the request. */
export interface DaemonAnswer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Uint8Array;
}

const JSON_HEADERS = { "content-type": "application/json", "x-content-type-options": "nosniff" };
/** Statuses that have no body (RFC 9110, 15.3). */
const BODILESS = new Set([204, 205, 304]);
/** They belong to the connection between daemon and relay, or are made anew. */
const NOT_PASSED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "transfer-encoding",
  "trailer",
  "upgrade",
]);

/** Kept on the relay's disk: 202, or the status that means success to this sender. */
export function keptAnswer(
  hookId: string,
  { successStatus: status, emptyAnswer }: Pick<Source, "successStatus" | "emptyAnswer">,
): Response {
  if (emptyAnswer === true || BODILESS.has(status)) return new Response(null, { status });
  // An id needs no escaping: it is of a closed alphabet.
  const body = `{"accepted":true,"hook_id":"${hookId}","relayed":true}`;
  return new Response(body, { status, headers: JSON_HEADERS });
}

/** The daemon's own words; null: they are no answer that HTTP can carry. */
export function daemonAnswer({ status, headers, body }: DaemonAnswer): Response | null {
  try {
    const passed = headers.filter(([name]) => !NOT_PASSED.has(name.toLowerCase()));
    // Looked at here and now: the Response of the HTTP adapter looks only when it is written.
    const checked = new Headers(passed.map(([name, value]) => [name, value]));
    const sent = BODILESS.has(status) || body.byteLength === 0 ? null : Buffer.from(body);
    return new Response(sent, { status, headers: checked });
  } catch {
    // A header that is none.
    return null;
  }
}
