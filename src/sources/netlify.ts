// Netlify. https://docs.netlify.com/site-deploys/notifications/#payload-signature

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Deploy notifications: a token (JWS) whose claim holds the body's hash. */
export const netlify = jsonSender({
  name: "netlify",
  title: "Netlify",
  verifier: {
    kind: "jwt",
    signature: [{ header: "x-webhook-signature" }],
    jwt: {
      algorithm: "HS256",
      issuer: ["netlify"],
      bodyHash: { claim: "sha256", encoding: "hex" },
    },
  },
  event: [{ header: "x-netlify-event" }, { json: "state" }],
  // A deploy reports each of its states under one id.
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{site_id}}", "{{name}}"],
  names: { branch: "branch", deploy_url: "deploy_ssl_url", error_message: "error_message" },
  setup: pasteSecret(
    "In Netlify: site > Notifications > HTTP POST request, with a JWS secret token",
  ),
});
