// Meta: Facebook, Instagram, Messenger, WhatsApp. https://developers.facebook.com/docs/graph-api/webhooks/getting-started

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Webhooks of an app. */
export const meta = jsonSender({
  name: "meta",
  aliases: ["whatsapp", "facebook", "messenger", "instagram"],
  title: "Meta (Facebook, Instagram, WhatsApp)",
  verifier: hmacVerifier({ header: "x-hub-signature-256", syntax: { prefix: "sha256=" } }),
  event: [{ json: "object" }],
  action: { json: "entry.0.changes.0.field" },
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: [
    "{{entry.0.changes.0.value.messages.0.from}}",
    "{{entry.0.messaging.0.sender.id}}",
    "{{entry.0.id}}",
  ],
  challenges: [
    {
      name: "hub.challenge",
      method: "GET",
      authenticated: false,
      when: [{ value: { query: "hub.mode" }, equals: "subscribe" }],
      verifyToken: { query: "hub.verify_token" },
      question: { query: "hub.challenge" },
      answer: { as: "text" },
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: [
    "In Meta (developers.facebook.com): your app > App settings > Basic: copy the App Secret into the hook's `secret` first.",
    "Then Webhooks > Configure",
    "  Callback URL:  {url}",
    "  Verify token:  {verify_token}",
    "Meta checks the URL at once.",
  ],
});
