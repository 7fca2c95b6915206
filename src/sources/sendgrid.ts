// Twilio SendGrid's event webhook. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events

import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Mail events: the body is a list. SendGrid documents no tolerance: the time is signed but not judged. */
export const sendgrid = jsonSender({
  name: "sendgrid",
  title: "SendGrid",
  verifier: {
    kind: "public_key",
    algorithm: "ecdsa-p256-sha256",
    signature: [{ header: "x-twilio-email-event-webhook-signature" }],
    encoding: "base64",
    timestamp: {
      from: { header: "x-twilio-email-event-webhook-timestamp" },
      unit: "seconds",
      toleranceSeconds: null,
    },
    content: ["timestamp", "body"],
    key: "spki-base64",
  },
  bodyShapes: ["array"],
  event: [{ json: "0.event" }],
  deliveryId: [{ json: "0.sg_event_id" }],
  deliveryIdSigned: true,
  entity: ["{{0.sg_message_id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In SendGrid: Settings > Mail Settings > Event Webhooks > Create, with Signature Verification on",
    "verification key",
  ),
});
