// Paddle Billing. https://developer.paddle.com/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Notification destinations. Paddle's own libraries allow five seconds. */
export const paddle = jsonSender({
  name: "paddle",
  title: "Paddle Billing",
  verifier: hmacVerifier({
    header: "paddle-signature",
    syntax: { itemSeparator: ";", keySeparator: "=", key: "h1" },
    timestamp: { from: { sigField: "ts" }, unit: "seconds", toleranceSeconds: 5 },
    content: ["timestamp", { literal: ":" }, "body"],
  }),
  event: [{ json: "event_type" }],
  deliveryId: [{ json: "event_id" }, { json: "notification_id" }],
  deliveryIdSigned: true,
  entity: ["{{data.id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In Paddle: Developer tools > Notifications > New destination",
    "secret key (pdl_ntfset_...)",
  ),
});
