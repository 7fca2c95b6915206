// Square. https://developer.squareup.com/docs/webhooks/step3validate

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhook subscriptions; the URL is part of what is signed. */
export const square = jsonSender({
  name: "square",
  title: "Square",
  verifier: hmacVerifier({
    header: "x-square-hmacsha256-signature",
    encoding: "base64",
    content: ["url", "body"],
  }),
  event: [{ json: "type" }],
  deliveryId: [{ json: "event_id" }],
  deliveryIdSigned: true,
  entity: ["{{data.id}}"],
  signsUrl: true,
  secretFrom: "sender",
  setup: copySecret(
    "In Square's developer console: your application > Webhooks > Subscriptions > Add subscription",
    "signature key",
    "Set the hook's `public_url` to exactly the same URL: Square signs it.",
  ),
});
