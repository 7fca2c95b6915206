// Cursor, cloud agents. https://cursor.com/docs/cloud-agent/api/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Status changes of cloud agents. */
export const cursor = jsonSender({
  name: "cursor",
  title: "Cursor cloud agents",
  verifier: hmacVerifier({ header: "x-webhook-signature", syntax: { prefix: "sha256=" } }),
  event: [{ json: "event" }, { header: "x-webhook-event" }],
  deliveryId: [{ header: "x-webhook-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{id}}"],
  setup: [
    "Start the agent through Cursor's API with this webhook:",
    '  {"webhook": {"url": "{url}", "secret": "{secret}"}}',
  ],
});
