// Tailscale. https://tailscale.com/docs/features/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Events of a tailnet: the body is a list. */
export const tailscale = jsonSender({
  name: "tailscale",
  title: "Tailscale",
  verifier: hmacVerifier({
    header: "tailscale-webhook-signature",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
    timestamp: { from: { sigField: "t" }, unit: "seconds", toleranceSeconds: 300 },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  bodyShapes: ["array"],
  event: [{ json: "0.type" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  handshakes: [
    {
      name: "test event",
      method: "POST",
      authenticated: true,
      when: [{ value: { json: "0.type" }, equals: "test" }],
      status: 200,
    },
  ],
  secretFrom: "sender",
  setup: copySecret("In Tailscale: admin console > Settings > Webhooks > Add endpoint", "secret"),
});
