// Intercom. https://developers.intercom.com/docs/webhooks/setting-up-webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Topics of an app; SHA-1 is what Intercom signs with. */
export const intercom = jsonSender({
  name: "intercom",
  title: "Intercom",
  verifier: hmacVerifier({
    header: "x-hub-signature",
    algorithm: "sha1",
    syntax: { prefix: "sha1=" },
  }),
  event: [{ json: "topic" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{data.item.id}}"],
  handshakes: [
    {
      name: "ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "topic" }, equals: "ping" }],
      status: 200,
    },
  ],
  secretFrom: "sender",
  unproved: true,
  setup: copySecret("In Intercom's developer hub: your app > Webhooks", "client secret"),
});
