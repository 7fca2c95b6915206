// In: a request that is ready but for its headers. Out: all of them: the owner's, the delivery's id, the signature.

import { toError } from "../core/records/errors.ts";
import { encodeForHeader } from "../core/text/fill-template.ts";
import type { ForwardRequest } from "../core/outbound/forward-request.ts";
import type { RunRequest } from "../core/ports/mode-port.ts";
import { signMessage } from "../signing/outbound-schemes.ts";

/** The headers, or why it cannot be signed. */
export type ForwardHeaders =
  | { readonly ok: true; readonly headers: ReadonlyArray<readonly [name: string, value: string]> }
  | { readonly ok: false; readonly reason: string };

/** Puts the headers together. The id is the delivery's: the same at every attempt, so that a repeat is recognised. */
export function forwardHeaders(
  { hook, delivery }: Pick<RunRequest, "hook" | "delivery">,
  { url, headers, body }: ForwardRequest,
  { secret, nowMs }: { readonly secret: string | null; readonly nowMs: number },
): ForwardHeaders {
  const own = new Set(headers.map(([name]) => name));
  const plain: Array<[string, string]> = [
    ["user-agent", "wakehook"],
    ["accept-encoding", "identity"],
    ["x-webhook-delivery", delivery.id],
    ...(delivery.event === null ? [] : [event(delivery.event)]),
  ];
  const known = [
    ...plain.filter(([name]) => !own.has(name)),
    ...headers.map(([name, value]): [string, string] => [name, value]),
  ];
  const isExpected = hook.forward?.secret !== undefined;
  if (secret === null && isExpected)
    return { ok: false, reason: "forward.secret cannot be had, and nothing is sent unsigned" };
  const sign = secret === null ? "none" : (hook.sign ?? "standard-webhooks");
  const message = { url: url.href, id: delivery.id, body: body ?? new Uint8Array(), nowMs };
  try {
    const signed = signMessage(
      sign,
      { ...message, headers: known },
      secret === null ? [] : [secret],
    );
    return { ok: true, headers: [...known, ...signed] };
  } catch (thrown) {
    return { ok: false, reason: `it cannot be signed: ${toError(thrown).message}` };
  }
}

/** A sender's word: one line of ASCII. */
function event(name: string): [string, string] {
  return ["x-webhook-event", encodeForHeader(name).slice(0, 200)];
}
