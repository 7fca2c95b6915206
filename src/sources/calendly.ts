// Calendly. https://developer.calendly.com/api-docs/webhook-signatures

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Webhook subscriptions. An invitee's URI names the invitee and not the delivery, so there is no delivery id. */
export const calendly = jsonSender({
  name: "calendly",
  title: "Calendly",
  verifier: hmacVerifier({
    header: "calendly-webhook-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
    timestamp: { from: { sigField: "t" }, unit: "seconds", toleranceSeconds: 180 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  event: [{ json: "event" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{payload.uri}}"],
  setup: [
    "Create a webhook subscription through Calendly's API (POST /webhook_subscriptions):",
    '  {"url": "{url}", "signing_key": "{secret}", "events": ["invitee.created"], ...}',
  ],
});
