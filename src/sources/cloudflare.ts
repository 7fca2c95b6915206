// Cloudflare notifications. https://developers.cloudflare.com/notifications/get-started/configure-webhooks/

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Notifications of an account. */
export const cloudflareNotifications = jsonSender({
  name: "cloudflare-notifications",
  title: "Cloudflare notifications",
  verifier: {
    kind: "static",
    signature: [{ header: "cf-webhook-auth" }],
    key: "utf8",
    credential: "plain",
  },
  event: [{ json: "alert_type" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{policy_id}}"],
  setup: pasteSecret(
    "In Cloudflare: Notifications > Destinations > Webhooks > Create",
    "Cloudflare sends a test message at once.",
  ),
});
