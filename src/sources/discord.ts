// Discord: interactions and webhook events of an app. https://docs.discord.com/developers/events/webhook-events

import type { VerifierDescription } from "../core/settings/verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** Discord documents no tolerance, and retries for ten minutes: the time is signed but not judged. */
const VERIFIER: VerifierDescription = {
  kind: "public_key",
  algorithm: "ed25519",
  signature: [{ header: "x-signature-ed25519" }],
  encoding: "hex",
  timestamp: {
    from: { header: "x-signature-timestamp" },
    unit: "seconds",
    toleranceSeconds: null,
  },
  content: ["timestamp", "body"],
  key: "ed25519-hex",
};

const SETUP_START =
  "In Discord (discord.com/developers): your app > General Information: copy the Public Key into the hook's `secret` first.";

/** Slash commands and buttons. The answer 202 says that the app replies through Discord's API. */
export const discordInteractions = jsonSender({
  name: "discord-interactions",
  title: "Discord interactions",
  verifier: VERIFIER,
  event: [{ json: "data.name" }, { json: "data.custom_id" }, { json: "type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{channel_id}}"],
  successStatus: 202,
  handshakes: [
    {
      name: "ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "type" }, equals: 1 }],
      status: 200,
      body: { json: { type: 1 } },
    },
  ],
  secretFrom: "sender",
  setup: [
    SETUP_START,
    "Then, on the same page:",
    "  Interactions Endpoint URL:  {url}",
    "Discord checks the URL at once; wakehook answers.",
  ],
});

/** Events of an app, such as an installation. */
export const discordWebhookEvents = jsonSender({
  name: "discord-webhook-events",
  title: "Discord webhook events",
  verifier: VERIFIER,
  event: [{ json: "event.type" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  successStatus: 204,
  handshakes: [
    {
      name: "ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "type" }, equals: 0 }],
      status: 204,
    },
  ],
  secretFrom: "sender",
  setup: [
    SETUP_START,
    "Then Webhooks > Endpoint",
    "  URL:     {url}",
    "Discord checks the URL at once; wakehook answers.",
  ],
});
