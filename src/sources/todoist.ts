// Todoist. https://developer.todoist.com/api/v1/#tag/Webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhooks of an app. */
export const todoist = jsonSender({
  name: "todoist",
  title: "Todoist",
  verifier: hmacVerifier({ header: "x-todoist-hmac-sha256", encoding: "base64" }),
  event: [{ json: "event_name" }],
  deliveryId: [{ header: "x-todoist-delivery-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{event_data.id}}"],
  names: { task: "event_data.content" },
  secretFrom: "sender",
  unproved: true,
  setup: copySecret(
    "In Todoist's App Management: your app > Webhooks > Webhook callback URL",
    "client secret",
  ),
});
