// Buildkite. https://buildkite.com/docs/apis/webhooks

import type { Source } from "../core/events/source.ts";
import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Buildkite names no delivery: equal bytes within this time are one. */
const DIGEST_SECONDS = 300;

/** Notification service "webhook", with the token in a header. */
export const buildkiteToken = jsonSender({
  name: "buildkite-token",
  title: "Buildkite (token)",
  verifier: {
    kind: "static",
    signature: [{ header: "x-buildkite-token" }],
    key: "utf8",
    credential: "plain",
  },
  event: [{ json: "event" }, { header: "x-buildkite-event" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{pipeline.slug}}#{{build.number}}", "{{pipeline.slug}}"],
  handshakes: [
    {
      name: "test ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { header: "x-buildkite-event" }, equals: "ping" }],
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: copySecret(
    "In Buildkite: Organization Settings > Notification Services > Webhook, with X-Buildkite-Token",
    "token",
  ),
});

/** The same, signed. Buildkite suggests 300 seconds. */
export const buildkite: Source = {
  ...buildkiteToken,
  name: "buildkite",
  aliases: ["buildkite-signature"],
  title: "Buildkite",
  verifier: hmacVerifier({
    header: "x-buildkite-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "signature" },
    timestamp: { from: { sigField: "timestamp" }, unit: "seconds", toleranceSeconds: 300 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  unproved: true,
  setup: copySecret(
    "In Buildkite: Organization Settings > Notification Services > Webhook, with X-Buildkite-Signature",
    "token",
  ),
};
