// GoCardless. https://developer.gocardless.com/getting-started/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Webhook endpoints; one body carries several events, the first names the delivery. */
export const gocardless = jsonSender({
  name: "gocardless",
  title: "GoCardless",
  verifier: hmacVerifier({ header: "webhook-signature" }),
  event: [{ json: "events.0.resource_type" }],
  action: { json: "events.0.action" },
  deliveryId: [{ json: "meta.webhook_id" }, { json: "events.0.id" }],
  deliveryIdSigned: true,
  setup: pasteSecret("In GoCardless: Developers > Create > Webhook endpoint"),
});
