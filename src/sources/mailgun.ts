// Mailgun. https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks

import type { Source } from "../core/events/source.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Mail events. Mailgun signs a time and a token in the body, and nothing else: only TLS protects the event. */
export const mailgun: Source = jsonSender({
  name: "mailgun",
  title: "Mailgun",
  verifier: {
    kind: "hmac",
    algorithm: "sha256",
    signature: [{ json: "signature.signature" }],
    encoding: "hex",
    timestamp: { from: { json: "signature.timestamp" }, unit: "seconds", toleranceSeconds: 900 },
    content: ["timestamp", { json: "signature.token" }],
    key: "utf8",
  },
  event: [{ json: "event-data.event" }],
  deliveryId: [{ json: "signature.token" }],
  deliveryIdSigned: true,
  entity: ["{{event-data.message.headers.message-id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In Mailgun: Sending > Webhooks > Add webhook",
    "HTTP webhook signing key (Settings > API security)",
  ),
});
