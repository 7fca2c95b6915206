// Stripe. https://docs.stripe.com/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Event destinations of Stripe. The secret's `whsec_` is part of the key, not a mark of base64. */
export const stripe = jsonSender({
  name: "stripe",
  title: "Stripe",
  verifier: hmacVerifier({
    header: "stripe-signature",
    // v0 is for test events of old accounts, and never looked at.
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
    timestamp: { from: { sigField: "t" }, unit: "seconds", toleranceSeconds: 300 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  event: [{ json: "type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{data.object.id}}"],
  names: { object_id: "data.object.id", object_type: "data.object.object" },
  secretFrom: "sender",
  setup: copySecret(
    "In Stripe: Developers > Webhooks > Add destination",
    "signing secret (whsec_...)",
  ),
});
