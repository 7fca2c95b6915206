// Sanity. https://www.sanity.io/docs/content-lake/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Changes of documents. Sanity documents no tolerance and retries late: the time is signed but not judged. */
export const sanity = jsonSender({
  name: "sanity",
  title: "Sanity",
  verifier: hmacVerifier({
    header: "sanity-webhook-signature",
    encoding: "base64url",
    syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
    timestamp: { from: { sigField: "t" }, unit: "milliseconds", toleranceSeconds: null },
    content: ["timestamp", { literal: "." }, "body"],
  }),
  event: [{ header: "sanity-operation" }, { json: "_type" }],
  deliveryId: [{ header: "idempotency-key" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{_id}}"],
  setup: pasteSecret("In Sanity (sanity.io/manage): project > API > Webhooks > Create webhook"),
});
