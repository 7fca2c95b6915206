// Cal.com. https://cal.com/docs/core-features/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Bookings. */
export const calCom = jsonSender({
  name: "cal-com",
  title: "Cal.com",
  aliases: ["cal.com", "calcom"],
  verifier: hmacVerifier({ header: "x-cal-signature-256" }),
  event: [{ json: "triggerEvent" }],
  // A booking reports each of its states under one id.
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{payload.uid}}"],
  handshakes: [
    {
      name: "ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "triggerEvent" }, equals: "PING" }],
      status: 200,
    },
  ],
  unproved: true,
  setup: pasteSecret("In Cal.com: Settings > Developer > Webhooks > New"),
});
