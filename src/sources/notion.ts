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
  handshakes: [
    {
      // Asked for again once the hook has its secret.
      name: "verification token",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "verification_token" }, present: true }],
      status: 200,
    },
  ],
  pairing: { secret: { json: "verification_token" }, status: 200, answersAlways: true },
  secretFrom: "sender",
  setup: [
    "Open the hook for Notion's token first: wakehook hook pair {hook}",
    "Then, within the ten minutes, in Notion: your integration > Webhooks > Create a subscription",
    "  Webhook URL:  {url}",
    "Notion posts a verification token to the URL. It becomes the hook's `secret`, and is pasted into Notion's Verify form (wakehook hook show {hook} --reveal).",
  ],
});
