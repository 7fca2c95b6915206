// ElevenLabs. https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Post-call and voice webhooks. */
export const elevenlabs = jsonSender({
  name: "elevenlabs",
  title: "ElevenLabs",
  verifier: hmacVerifier({
    header: "elevenlabs-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v0" },
    timestamp: { from: { sigField: "t" }, unit: "seconds", toleranceSeconds: 1800 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  event: [{ json: "type" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{data.conversation_id}}"],
  secretFrom: "sender",
  setup: copySecret("In ElevenLabs: Settings > Webhooks > Create webhook (HMAC)", "shared secret"),
});
