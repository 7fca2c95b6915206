// Zendesk. https://developer.zendesk.com/documentation/webhooks/verifying/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhooks of triggers and events. Zendesk documents no tolerance; 300 seconds is what others use. */
export const zendesk = jsonSender({
  name: "zendesk",
  title: "Zendesk",
  verifier: hmacVerifier({
    header: "x-zendesk-webhook-signature",
    encoding: "base64",
    timestamp: {
      from: { header: "x-zendesk-webhook-signature-timestamp" },
      unit: "rfc3339",
      toleranceSeconds: 300,
    },
    content: ["timestamp", "body"],
  }),
  event: [{ json: "type" }],
  deliveryId: [{ header: "x-zendesk-webhook-invocation-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{detail.id}}", "{{ticket.id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In Zendesk: Admin Center > Apps and integrations > Webhooks > Create webhook",
    "signing secret",
  ),
});
