// Microsoft Graph change notifications. https://learn.microsoft.com/graph/change-notifications-delivery-webhooks

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Notifications of subscriptions; every item carries the clientState. */
export const microsoftGraph = jsonSender({
  name: "microsoft-graph",
  title: "Microsoft Graph",
  verifier: {
    kind: "static",
    signature: [{ json: "value.*.clientState" }],
    key: "utf8",
    credential: "every_item",
  },
  contentTypes: ["application/json", "text/plain"],
  event: [{ json: "value.0.changeType" }, { json: "value.0.lifecycleEvent" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{value.0.resource}}"],
  successStatus: 202,
  handshakes: [
    {
      name: "validation",
      method: "POST",
      authenticated: false,
      when: [{ value: { query: "validationToken" }, present: true }],
      status: 200,
      body: { echo: { query: "validationToken" }, as: "text" },
    },
  ],
  setup: [
    "Create a subscription through Graph's API (POST /subscriptions):",
    '  {"notificationUrl": "{url}", "clientState": "{secret}", ...}',
    "Graph checks the URL at once; wakehook answers.",
  ],
});
