// Mux. https://www.mux.com/docs/core/verify-webhook-signatures

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Video events. */
export const mux = jsonSender({
  name: "mux",
  title: "Mux",
  verifier: hmacVerifier({
    header: "mux-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
    timestamp: { from: { sigField: "t" }, unit: "seconds", toleranceSeconds: 300 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  event: [{ json: "type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{object.id}}"],
  secretFrom: "sender",
  setup: copySecret("In Mux: Settings > Webhooks > Create new webhook", "signing secret"),
});
