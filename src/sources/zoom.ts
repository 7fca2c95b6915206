// Zoom. https://developers.zoom.us/docs/api/webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Event subscriptions of an app. Zoom documents no tolerance; 300 seconds is what others use. */
export const zoom = jsonSender({
  name: "zoom",
  title: "Zoom",
  verifier: hmacVerifier({
    header: "x-zm-signature",
    syntax: { prefix: "v0=" },
    timestamp: {
      from: { header: "x-zm-request-timestamp" },
      unit: "seconds",
      toleranceSeconds: 300,
    },
    content: [{ literal: "v0:" }, "timestamp", { literal: ":" }, "body"],
  }),
  event: [{ json: "event" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{payload.object.id}}"],
  challenges: [
    {
      // Asked every 72 hours.
      name: "endpoint.url_validation",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "event" }, equals: "endpoint.url_validation" }],
      question: { json: "payload.plainToken" },
      answer: {
        as: "hmac",
        encoding: "hex",
        key: "encryptedToken",
        questionKey: "plainToken",
      },
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: [
    "In Zoom (marketplace.zoom.us): your app > Feature: copy the Secret Token into the hook's `secret` first.",
    "Then Event Subscriptions > Add Event Subscription",
    "  Event notification endpoint URL:  {url}",
    "Zoom checks the URL at once, and every 72 hours; wakehook answers.",
  ],
});
