// Twitch EventSub. https://dev.twitch.tv/docs/eventsub/handling-webhook-events/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

/** Subscriptions with the transport "webhook". */
export const twitch = jsonSender({
  name: "twitch",
  title: "Twitch EventSub",
  verifier: hmacVerifier({
    header: "twitch-eventsub-message-signature",
    syntax: { prefix: "sha256=" },
    timestamp: {
      from: { header: "twitch-eventsub-message-timestamp" },
      unit: "rfc3339",
      toleranceSeconds: 600,
    },
    content: [{ header: "twitch-eventsub-message-id" }, "timestamp", "body"],
  }),
  event: [{ json: "subscription.type" }, { header: "twitch-eventsub-subscription-type" }],
  deliveryId: [{ header: "twitch-eventsub-message-id" }],
  deliveryIdSigned: true,
  entity: ["{{event.broadcaster_user_id}}", "{{subscription.id}}"],
  handshakes: [
    {
      name: "callback verification",
      method: "POST",
      authenticated: true,
      anyTime: true,
      when: [
        {
          value: { header: "twitch-eventsub-message-type" },
          equals: "webhook_callback_verification",
        },
        { value: { json: "challenge" }, present: true },
      ],
      status: 200,
      body: { echo: { json: "challenge" }, as: "text" },
    },
    {
      name: "revocation",
      method: "POST",
      authenticated: true,
      when: [{ value: { header: "twitch-eventsub-message-type" }, equals: "revocation" }],
      tell: { value: { json: "subscription.status" }, pattern: /^[a-z_]{1,60}$/ },
      status: 200,
    },
  ],
  setup: [
    "Create an EventSub subscription through Twitch's API, with this transport:",
    '  {"method": "webhook", "callback": "{url}", "secret": "{secret}"}',
    "Twitch checks the URL at once; wakehook answers.",
  ],
});
