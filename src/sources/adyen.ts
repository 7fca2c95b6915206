// Adyen: management and platform webhooks. https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Signed in a header over the whole body, unlike Adyen's payment notifications. */
export const adyenManagement = jsonSender({
  name: "adyen-management",
  title: "Adyen management webhooks",
  aliases: ["adyen"],
  verifier: hmacVerifier({ header: "hmacsignature", encoding: "base64", key: "hex" }),
  event: [{ json: "type" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{data.id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In Adyen: Developers > Webhooks > Create, with HMAC security",
    "HMAC key (hexadecimal)",
  ),
});
