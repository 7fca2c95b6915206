// WooCommerce. https://woocommerce.com/document/webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Shop webhooks. */
export const woocommerce = jsonSender({
  name: "woocommerce",
  title: "WooCommerce",
  verifier: hmacVerifier({ header: "x-wc-webhook-signature", encoding: "base64" }),
  event: [{ header: "x-wc-webhook-topic" }],
  deliveryId: [{ header: "x-wc-webhook-delivery-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{id}}"],
  setup: pasteSecret("In WordPress: WooCommerce > Settings > Advanced > Webhooks > Add webhook"),
});
