// Notion. https://developers.notion.com/reference/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

/** Webhooks of an integration. Notion makes the secret and posts it to the URL, once. */
export const notion = jsonSender({
  name: "notion",
  title: "Notion",
  verifier: hmacVerifier({ header: "x-notion-signature", syntax: { prefix: "sha256=" } }),
  event: [{ json: "type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{entity.id}}"],
  pairing: { secret: { json: "verification_token" }, status: 200 },
  secretFrom: "sender",
  setup: [
    "In Notion: your integration > Webhooks > Create a subscription",
    "  Webhook URL:  {url}",
    "Notion posts a verification token to the URL. It becomes the hook's `secret`, and is pasted into Notion's Verify form.",
  ],
});
