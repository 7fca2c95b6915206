// Okta event hooks. https://developer.okta.com/docs/concepts/event-hooks/

import { jsonSender } from "./json-sender.ts";

const DIGEST_SECONDS = 3600;

/** Event hooks. Okta sends the secret as it is, so only TLS protects the body. */
export const okta = jsonSender({
  name: "okta",
  title: "Okta event hooks",
  verifier: {
    kind: "static",
    signature: [{ header: "authorization" }],
    key: "utf8",
    credential: "plain",
  },
  event: [{ json: "data.events.0.eventType" }, { json: "eventType" }],
  deliveryId: [{ json: "eventId" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{data.events.0.target.0.id}}", "{{data.events.0.actor.id}}"],
  handshakes: [
    {
      name: "verification",
      method: "GET",
      authenticated: false,
      when: [{ value: { header: "x-okta-verification-challenge" }, present: true }],
      status: 200,
      body: {
        echo: { header: "x-okta-verification-challenge" },
        as: "json",
        key: "verification",
      },
    },
  ],
  unproved: true,
  setup: [
    "In Okta: Workflow > Event Hooks > Create Event Hook",
    "  URL:                   {url}",
    "  Authentication field:  Authorization",
    "  Authentication secret: {secret}",
    "Then Verify; wakehook answers.",
  ],
});
