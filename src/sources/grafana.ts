// Grafana Alerting. https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Grafana names no delivery; the same alert later is meant. */
const DIGEST_SECONDS = 300;

/** Contact points of the kind "Webhook" with HMAC signatures, without a timestamp header. */
export const grafana = jsonSender({
  name: "grafana",
  aliases: ["grafana-alerting"],
  title: "Grafana Alerting",
  verifier: hmacVerifier({ header: "x-grafana-alerting-signature" }),
  event: [{ json: "status" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{groupKey}}"],
  names: { alert_name: "commonLabels.alertname", summary: "commonAnnotations.summary" },
  unproved: true,
  setup: pasteSecret(
    "In Grafana: Alerting > Contact points > Webhook > HMAC Signature (leave Timestamp Header empty)",
  ),
});
