// Webflow. https://developers.webflow.com/data/docs/working-with-webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Site webhooks. */
export const webflow = jsonSender({
  name: "webflow",
  title: "Webflow",
  verifier: hmacVerifier({
    header: "x-webflow-signature",
    timestamp: {
      from: { header: "x-webflow-timestamp" },
      unit: "milliseconds",
      toleranceSeconds: 300,
    },
    content: ["timestamp", { literal: ":" }, "body"],
  }),
  event: [{ json: "triggerType" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{payload.id}}"],
  secretFrom: "sender",
  setup: copySecret(
    "In Webflow: Site settings > Apps & integrations > Webhooks > Add webhook",
    "secret key",
  ),
});
