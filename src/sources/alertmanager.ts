// Prometheus Alertmanager. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config

import { bearerSender } from "./bearer-sender.ts";

/** Receivers of the kind webhook_config, with `authorization` in their http_config. */
export const alertmanagerBearer = bearerSender({
  name: "alertmanager-bearer",
  title: "Prometheus Alertmanager",
  event: [{ json: "status" }],
  entity: ["{{groupKey}}"],
  names: { alert_name: "commonLabels.alertname", summary: "commonAnnotations.summary" },
  setup: [
    "In alertmanager.yml, below receivers:",
    "  webhook_configs:",
    "    - url: {url}",
    "      http_config: {authorization: {credentials: '{secret}'}}",
  ],
});
