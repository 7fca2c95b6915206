// Lemon Squeezy. https://docs.lemonsqueezy.com/help/webhooks/signing-requests

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Orders and subscriptions. */
export const lemonSqueezy = jsonSender({
  name: "lemon-squeezy",
  title: "Lemon Squeezy",
  aliases: ["lemonsqueezy"],
  verifier: hmacVerifier({ header: "x-signature" }),
  event: [{ header: "x-event-name" }, { json: "meta.event_name" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{data.type}}/{{data.id}}"],
  unproved: true,
  setup: pasteSecret("In Lemon Squeezy: Settings > Webhooks > Add (secret: 6 to 40 characters)"),
});
