// CloudEvents' abuse protection: before it sends, a sender asks by OPTIONS whether its origin may.
// https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection

import type { Handshake } from "./handshake.ts";
import { headerValues, type HookRequest } from "./hook-request.ts";
import type { Hook } from "../core/settings/hook.ts";
import type { Source } from "../core/events/source.ts";

const ORIGIN = "webhook-request-origin";

/** Answers a sender whose origin stands in the preset or in the hook's `allowed_origins`. null: nobody that may send asks. */
export function allowOrigin(
  {
    hook,
    source,
  }: {
    readonly hook: Pick<Hook, "allowedOrigins">;
    readonly source: Pick<Source, "allowedOrigins">;
  },
  request: Pick<HookRequest, "method" | "headers">,
  requestsPerMinute: number,
): Handshake | null {
  if (request.method !== "OPTIONS") return null;
  const allowed = [...(source.allowedOrigins ?? []), ...(hook.allowedOrigins ?? [])];
  const [origin, ...others] = headerValues(request.headers, ORIGIN);
  if (origin === undefined || others.length > 0) return null;
  const isAllowed = allowed.some((each) => each.toLowerCase() === origin.toLowerCase());
  if (!isAllowed) return null;
  return {
    name: "origin",
    status: 200,
    body: null,
    headers: {
      allow: "OPTIONS, POST",
      "webhook-allowed-origin": origin,
      "webhook-allowed-rate": String(requestsPerMinute),
    },
  };
}
