// Slack: events, slash commands and interactivity. https://docs.slack.dev/authentication/verifying-requests-from-slack

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

/** Requests of a Slack app. */
export const slack = jsonSender({
  name: "slack",
  title: "Slack",
  verifier: hmacVerifier({
    header: "x-slack-signature",
    syntax: { prefix: "v0=" },
    timestamp: {
      from: { header: "x-slack-request-timestamp" },
      unit: "seconds",
      toleranceSeconds: 300,
    },
    content: [{ literal: "v0:" }, "timestamp", { literal: ":" }, "body"],
  }),
  contentTypes: ["application/json", "application/x-www-form-urlencoded"],
  bodyShapes: ["object", "form_payload", "form"],
  event: [{ json: "event.type" }, { json: "command" }, { json: "type" }],
  deliveryId: [{ json: "event_id" }, { json: "trigger_id" }],
  deliveryIdSigned: true,
  entity: [
    "{{event.channel}}/{{event.thread_ts}}",
    "{{event.channel}}/{{event.ts}}",
    "{{event.item.channel}}/{{event.item.ts}}",
    "{{channel_id}}",
    "{{channel.id}}",
  ],
  names: { text: "event.text", user: "event.user", channel: "event.channel" },
  authors: { sender: ["event.user", "user_id"], sender_id: ["event.user", "user_id"] },
  authored: [{ path: "event.text" }, { path: "text" }],
  emptyAnswer: true,
  handshakes: [
    {
      name: "ssl_check",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "ssl_check" }, equals: "1" }],
      status: 200,
    },
    {
      name: "url_verification",
      method: "POST",
      authenticated: true,
      when: [
        { value: { json: "type" }, equals: "url_verification" },
        { value: { json: "challenge" }, present: true },
      ],
      status: 200,
      body: { echo: { json: "challenge" }, as: "text" },
    },
  ],
  secretFrom: "sender",
  setup: [
    "In Slack (api.slack.com/apps): your app > Basic Information: copy the Signing Secret into the hook's `secret` first.",
    "Then Event Subscriptions > Enable Events, and choose the events",
    "  Request URL:  {url}",
    "Slack checks the URL at once; wakehook answers.",
  ],
});
