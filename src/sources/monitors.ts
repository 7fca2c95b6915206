// Monitors and automations whose webhooks take headers of the user's own.

import { bearerSender } from "./bearer-sender.ts";

/** Uptime Kuma. https://github.com/louislam/uptime-kuma */
export const uptimeKuma = bearerSender({
  name: "uptime-kuma",
  title: "Uptime Kuma",
  event: [{ json: "heartbeat.status" }],
  entity: ["{{monitor.id}}"],
  names: { monitor_name: "monitor.name", text: "msg" },
  unproved: true,
  setup: [
    "In Uptime Kuma: Settings > Notifications > Webhook, body preset application/json",
    "  Post URL:            {url}",
    '  Additional headers:  {"Authorization": "Bearer {secret}"}',
  ],
});

/** Healthchecks.io: the body is what its user writes. https://healthchecks.io/docs/configuring_notifications/ */
export const healthchecks = bearerSender({
  name: "healthchecks",
  title: "Healthchecks.io",
  aliases: ["healthchecks.io", "healthchecks-io"],
  event: [{ json: "status" }],
  entity: ["{{code}}", "{{name}}"],
  unproved: true,
  setup: [
    "In Healthchecks: Integrations > Webhook, method POST",
    "  URL:              {url}",
    '  Request body:     {"name": "$NAME", "status": "$STATUS", "code": "$CODE"}',
    "  Request headers:  Content-Type: application/json",
    "                    Authorization: Bearer {secret}",
  ],
});

/** IFTTT: the action "Make a web request". https://ifttt.com/maker_webhooks */
export const ifttt = bearerSender({
  name: "ifttt",
  title: "IFTTT",
  event: [{ json: "event" }],
  unproved: true,
  setup: [
    "In IFTTT: Then That > Webhooks > Make a web request, method POST, content type application/json",
    "  URL:                 {url}",
    "  Additional headers:  Authorization: Bearer {secret}",
  ],
});
