// Vercel. https://vercel.com/docs/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Account and integration webhooks; SHA-1 is what Vercel signs with. */
export const vercel = jsonSender({
  name: "vercel",
  title: "Vercel",
  verifier: hmacVerifier({ header: "x-vercel-signature", algorithm: "sha1" }),
  event: [{ json: "type" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{payload.deployment.id}}", "{{payload.project.id}}"],
  secretFrom: "sender",
  setup: copySecret("In Vercel: team Settings > Webhooks > Create Webhook", "secret (shown once)"),
});
