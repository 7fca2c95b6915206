// Zapier as a sender. https://help.zapier.com/hc/en-us/articles/8496326446989

import { bearerSender } from "./bearer-sender.ts";

/** The action "Webhooks by Zapier: POST". */
export const zapier = bearerSender({
  name: "zapier",
  title: "Zapier",
  event: [{ json: "event" }, { json: "type" }],
  deliveryId: [{ header: "idempotency-key" }],
  setup: [
    "In Zapier: action Webhooks by Zapier > POST",
    "  URL:           {url}",
    "  Payload type:  json",
    "  Headers:       Authorization | Bearer {secret}",
  ],
});
