// Shopify. https://shopify.dev/docs/apps/build/webhooks

import type { Source } from "../core/events/source.ts";
import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** `prefix`: what stands before the header names. */
function shop(name: string, title: string, prefix: string): Source {
  return jsonSender({
    name,
    title,
    verifier: hmacVerifier({ header: `${prefix}shopify-hmac-sha256`, encoding: "base64" }),
    event: [{ header: `${prefix}shopify-topic` }],
    deliveryId: [{ header: `${prefix}shopify-webhook-id` }],
    digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
    entity: ["{{admin_graphql_api_id}}", "{{id}}"],
    secretFrom: "sender",
    setup: copySecret(
      "In Shopify: your app's webhook subscriptions, or Settings > Notifications > Webhooks",
      "app's client secret (or the signing secret shown there)",
    ),
  });
}

/** Webhook subscriptions. */
export const shopify = shop("shopify", "Shopify", "x-");
/** The newer family of Shopify events. */
export const shopifyEvents = shop("shopify-events", "Shopify events", "");
