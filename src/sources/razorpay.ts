// Razorpay. https://razorpay.com/docs/webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Account webhooks. */
export const razorpay = jsonSender({
  name: "razorpay",
  title: "Razorpay",
  verifier: hmacVerifier({ header: "x-razorpay-signature" }),
  event: [{ json: "event" }],
  deliveryId: [{ header: "x-razorpay-event-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{payload.payment.entity.id}}", "{{payload.order.entity.id}}"],
  setup: pasteSecret("In Razorpay: Account & Settings > Webhooks > Add New Webhook"),
});
