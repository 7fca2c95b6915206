// CloudEvents over HTTP. https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md

import { jsonSender } from "./json-sender.ts";

const DIGEST_SECONDS = 3600;

/** Any sender of CloudEvents, with a bearer token or `?access_token=`. Only TLS protects the body. */
export const cloudevents = jsonSender({
  name: "cloudevents",
  title: "CloudEvents",
  aliases: ["cloudevents-bearer"],
  verifier: {
    kind: "static",
    signature: [{ header: "authorization" }, { query: "access_token" }],
    key: "utf8",
    credential: "bearer",
  },
  contentTypes: ["application/json", "+json"],
  bodyShapes: ["object", "array"],
  event: [{ header: "ce-type" }, { json: "type" }, { json: "0.type" }],
  deliveryId: [{ header: "ce-id" }, { json: "id" }, { json: "0.id" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{source}}/{{subject}}", "{{source}}"],
  successStatus: 202,
  allowedOrigins: [],
  unproved: true,
  setup: [
    "Register the URL with the sender, with the secret as bearer token (Authorization: Bearer {secret}):",
    "  URL:  {url}",
    "A sender that asks first (OPTIONS) is answered where its origin stands in the hook's `allowed_origins`.",
  ],
});
