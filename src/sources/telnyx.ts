// Telnyx. https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks

import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Messages and calls; signed with Telnyx's Ed25519 key. */
export const telnyx = jsonSender({
  name: "telnyx",
  title: "Telnyx",
  verifier: {
    kind: "public_key",
    algorithm: "ed25519",
    signature: [{ header: "telnyx-signature-ed25519" }],
    encoding: "base64",
    timestamp: { from: { header: "telnyx-timestamp" }, unit: "seconds", toleranceSeconds: 300 },
    content: ["timestamp", { literal: "|" }, "body"],
    key: "ed25519-base64",
  },
  event: [{ json: "data.event_type" }],
  deliveryId: [{ json: "data.id" }],
  deliveryIdSigned: true,
  entity: ["{{data.payload.from.phone_number}}", "{{data.payload.call_session_id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In Telnyx: the messaging profile or connection > Webhook URL",
    "public key (Account > Keys & Credentials > Public Key)",
  ),
});
