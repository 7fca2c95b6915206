// Datadog's webhooks integration. https://docs.datadoghq.com/integrations/webhooks/

import { jsonSender } from "./json-sender.ts";

/** Datadog names no delivery; equal alerts later are meant. */
const DIGEST_SECONDS = 300;

/** Alerts, with a header of the owner's own choice. */
export const datadog = jsonSender({
  name: "datadog",
  title: "Datadog",
  verifier: {
    kind: "static",
    signature: [{ header: "x-wakehook-token" }],
    key: "utf8",
    credential: "plain",
  },
  event: [{ json: "event_type" }, { json: "alert_transition" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{alert_id}}", "{{aggreg_key}}"],
  setup: [
    "In Datadog: Integrations > Webhooks > New",
    "  URL:             {url}",
    '  Custom headers:  {"X-Wakehook-Token": "{secret}"}',
    '  Payload:         add "event_type": "$EVENT_TYPE" and "alert_id": "$ALERT_ID"; leave "Encode as form" off',
  ],
});
