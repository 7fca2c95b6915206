// Contentful. https://www.contentful.com/developers/docs/webhooks/request-verification/

import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhooks of spaces, with request verification switched on. */
export const contentful = jsonSender({
  name: "contentful",
  title: "Contentful",
  verifier: { kind: "scheme", scheme: "contentful" },
  contentTypes: ["application/json", "+json"],
  event: [{ header: "x-contentful-topic" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{sys.id}}"],
  signsUrl: true,
  secretFrom: "sender",
  setup: copySecret(
    "In Contentful: Settings > Webhooks > Add, and Settings > Webhooks > Settings > Enable request verification",
    "signing secret (64 characters)",
    "Set the hook's `public_url` to the same URL where a proxy changes the path: Contentful signs the path.",
  ),
});
