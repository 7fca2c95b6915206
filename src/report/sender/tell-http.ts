// In: how a run goes. Out: one request to a URL of the owner's choice, by template. It may be sent twice (the daemon
// dies between the sending and the note of it), always with the same Idempotency-Key.

import { fillForward } from "../../core/outbound/forward-request.ts";
import { never, type Tell } from "./telling.ts";

/** What is sent where the owner gave no body: the report itself, as JSON. */
const WHOLE_REPORT = "{{$report}}";

/** Tells it. */
export const tellHttp: Tell<"http"> = async (telling) => {
  const { report, secrets, delivery, context, field, messageId, message } = telling;
  const { url, method, headers, body = WHOLE_REPORT } = report;
  const known = { ...delivery, field, report: context.report };
  const filled = fillForward({ url, method, headers, body }, secrets, known);
  if (!filled.ok) return never(filled.reason);
  const { request } = filled;
  const own = new Set(request.headers.map(([name]) => name));
  const usual: Array<[string, string]> = [
    ["idempotency-key", messageId],
    ["x-webhook-delivery", message.delivery_id],
    ...(secrets.token === null ? [] : [bearer(secrets.token)]),
  ];
  return telling.ask({
    method: request.method,
    url: request.url,
    headers: [...usual.filter(([name]) => !own.has(name)), ...request.headers],
    body: request.body,
    needs: "a token with more rights",
    isRead: false,
    shown: request.url.origin,
  });
};

function bearer(token: string): [string, string] {
  return ["authorization", `Bearer ${token}`];
}
