// Azure Event Grid. https://learn.microsoft.com/azure/event-grid/webhook-event-delivery

import { jsonSender } from "./json-sender.ts";

/** Event Grid signs nothing; the same event later is a retry, for up to a day. */
const DIGEST_SECONDS = 3600;

/** Event subscriptions with a web hook, in either schema. The secret is in the URL, so only TLS protects the body. */
export const azureEventGrid = jsonSender({
  name: "azure-event-grid",
  title: "Azure Event Grid",
  aliases: ["event-grid"],
  verifier: {
    kind: "static",
    signature: [{ query: "token" }],
    key: "utf8",
    credential: "plain",
  },
  contentTypes: ["application/json", "+json"],
  bodyShapes: ["array", "object"],
  event: [{ json: "0.eventType" }, { json: "0.type" }, { json: "type" }],
  deliveryId: [{ json: "0.id" }, { json: "id" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{0.subject}}", "{{subject}}"],
  handshakes: [
    {
      // Event Grid takes 200 and no other status.
      name: "subscription validation",
      method: "POST",
      authenticated: false,
      when: [
        {
          value: { json: "0.eventType" },
          equals: "Microsoft.EventGrid.SubscriptionValidationEvent",
        },
        { value: { json: "0.data.validationCode" }, present: true },
      ],
      status: 200,
      body: { echo: { json: "0.data.validationCode" }, as: "json", key: "validationResponse" },
    },
  ],
  allowedOrigins: ["eventgrid.azure.net"],
  unproved: true,
  setup: [
    "In Azure: Event Grid > topic > Event Subscription, endpoint type Web Hook",
    "  Subscriber endpoint:  {url}?token={secret}",
    "Azure checks the URL at once; wakehook answers. The secret is part of the URL, so whoever sees the URL can post.",
  ],
});
