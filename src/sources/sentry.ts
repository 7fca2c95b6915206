// Sentry. https://docs.sentry.io/organization/integrations/integration-platform/webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Webhooks of an internal or public integration. Sentry's header with a time is not signed, so it proves nothing. */
export const sentry = jsonSender({
  name: "sentry",
  title: "Sentry",
  verifier: hmacVerifier({ header: "sentry-hook-signature" }),
  event: [{ header: "sentry-hook-resource" }],
  action: { json: "action" },
  deliveryId: [{ header: "request-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{data.issue.id}}", "{{data.event.issue_id}}", "{{data.error.issue_id}}"],
  names: {
    issue_title: "data.issue.title",
    issue_number: "data.issue.shortId",
    issue_url: "data.issue.web_url",
  },
  secretFrom: "sender",
  unproved: true,
  setup: copySecret(
    "In Sentry: Settings > Developer Settings > Custom Integrations > Create New Integration, with a Webhook URL",
    "client secret",
    "Sentry waits one second for the answer.",
  ),
});
