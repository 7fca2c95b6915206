// WorkOS. https://workos.com/docs/events/data-syncing/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhook endpoints; the time is in milliseconds. */
export const workos = jsonSender({
  name: "workos",
  title: "WorkOS",
  verifier: hmacVerifier({
    header: "workos-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
    timestamp: { from: { sigField: "t" }, unit: "milliseconds", toleranceSeconds: 180 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  event: [{ json: "event" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{data.id}}"],
  secretFrom: "sender",
  setup: copySecret("In WorkOS: Developer > Webhooks > Create webhook", "signing secret"),
});
