// LINE. https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Messaging API. A body without events is LINE's check of the URL. */
export const line = jsonSender({
  name: "line",
  title: "LINE",
  verifier: hmacVerifier({ header: "x-line-signature", encoding: "base64" }),
  event: [{ json: "events.0.type" }],
  deliveryId: [{ json: "events.0.webhookEventId" }],
  deliveryIdSigned: true,
  entity: ["{{events.0.source.groupId}}", "{{events.0.source.userId}}"],
  names: { text: "events.0.message.text" },
  handshakes: [
    {
      name: "URL check",
      method: "POST",
      authenticated: true,
      when: [
        { value: { json: "events" }, present: true },
        { value: { json: "events.0" }, present: false },
      ],
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: copySecret(
    "In LINE's developer console: channel > Messaging API > Webhook settings",
    "channel secret (Basic settings)",
  ),
});
