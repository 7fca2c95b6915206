// Typeform. https://www.typeform.com/developers/webhooks/secure-your-webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Answers to a form. */
export const typeform = jsonSender({
  name: "typeform",
  title: "Typeform",
  verifier: hmacVerifier({
    header: "typeform-signature",
    encoding: "base64",
    syntax: { prefix: "sha256=" },
  }),
  event: [{ json: "event_type" }],
  deliveryId: [{ json: "event_id" }],
  deliveryIdSigned: true,
  entity: ["{{form_response.form_id}}"],
  setup: pasteSecret("In Typeform: your form > Connect > Webhooks > Add a webhook"),
});
