// PagerDuty, webhooks v3. https://developer.pagerduty.com/docs/webhooks-overview

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhook subscriptions; one signature per active secret. */
export const pagerduty = jsonSender({
  name: "pagerduty",
  title: "PagerDuty",
  verifier: hmacVerifier({
    header: "x-pagerduty-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
  }),
  event: [{ json: "event.event_type" }],
  deliveryId: [{ json: "event.id" }],
  deliveryIdSigned: true,
  entity: ["{{event.data.incident.id}}", "{{event.data.id}}"],
  names: { incident_title: "event.data.title", incident_url: "event.data.html_url" },
  successStatus: 202,
  handshakes: [
    {
      name: "test ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "event.event_type" }, equals: "pagey.ping" }],
      status: 202,
    },
  ],
  secretFrom: "sender",
  setup: copySecret(
    "In PagerDuty: Integrations > Generic Webhooks (v3) > New Webhook",
    "signing secret (shown once)",
  ),
});
