// Plaid. https://plaid.com/docs/api/webhooks/webhook-verification/

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Webhooks of Items and transfers: a token whose claim holds the body's hash. The owner gives Plaid's key; wakehook fetches none. */
export const plaid = jsonSender({
  name: "plaid",
  title: "Plaid",
  verifier: {
    kind: "jwt",
    signature: [{ header: "plaid-verification" }],
    jwt: {
      algorithm: "ES256",
      bodyHash: { claim: "request_body_sha256", encoding: "hex" },
      maxAgeSeconds: 300,
    },
  },
  event: [{ json: "webhook_type" }],
  action: { json: "webhook_code" },
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{item_id}}", "{{transfer_id}}"],
  secretFrom: "sender",
  setup: [
    "In Plaid's dashboard: Developers > Webhooks",
    "  URL:  {url}",
    "Ask Plaid's API for the key (POST /webhook_verification_key/get with the `kid` of a request) and put its `key` object, as JSON, into the hook's `secret`.",
    "wakehook fetches no keys: when Plaid changes its key, requests are refused until you put the new one there.",
  ],
});
