// Asana. https://developers.asana.com/docs/webhooks-guide

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

/** Asana names no delivery; the same change later is meant. */
const DIGEST_SECONDS = 300;

/** Webhooks of projects and tasks. Asana makes the secret and hands it over when the webhook is made. */
export const asana = jsonSender({
  name: "asana",
  title: "Asana",
  verifier: hmacVerifier({ header: "x-hook-signature" }),
  event: [{ json: "events.0.resource.resource_type" }],
  action: { json: "events.0.action" },
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{events.0.resource.gid}}"],
  handshakes: [
    {
      name: "heartbeat",
      method: "POST",
      authenticated: true,
      when: [
        { value: { json: "events" }, present: true },
        { value: { json: "events.0" }, present: false },
      ],
      status: 200,
    },
  ],
  pairing: { secret: { header: "x-hook-secret" }, status: 200, echoHeader: "x-hook-secret" },
  secretFrom: "sender",
  unproved: true,
  setup: [
    "Open the hook for Asana's secret first: wakehook hook pair {hook}",
    "Then create the webhook through Asana's API (POST /webhooks), within the ten minutes:",
    '  {"data": {"resource": "...", "target": "{url}"}}',
    "Asana hands over its secret at once; it becomes the hook's `secret`.",
  ],
});
