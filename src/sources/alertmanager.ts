// Prometheus Alertmanager. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config

import type { Source } from "../core/events/source.ts";
import { bearerSender } from "./bearer-sender.ts";

/** Receivers of the kind webhook_config, with `authorization` in their http_config. */
export const alertmanagerBearer = bearerSender({
  name: "alertmanager-bearer",
  aliases: ["alertmanager"],
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

/** The same with `basic_auth`; the secret is `name:password`. */
export const alertmanagerBasic = {
  ...alertmanagerBearer,
  name: "alertmanager-basic",
  aliases: [],
  title: "Prometheus Alertmanager (basic auth)",
  verifier: {
    kind: "static",
    signature: [{ header: "authorization" }],
    key: "utf8",
    credential: "basic",
  },
  secretFrom: "sender",
  unproved: true,
  setup: [
    "In alertmanager.yml, below receivers; the hook's `secret` is name:password:",
    "  webhook_configs:",
    "    - url: {url}",
    "      http_config: {basic_auth: {username: 'name', password: 'password'}}",
  ],
} as const satisfies Source;
