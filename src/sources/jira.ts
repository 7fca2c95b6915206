// Jira Cloud, webhooks with a secret. https://developer.atlassian.com/cloud/jira/platform/webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Webhooks that an administrator adds. */
export const jira = jsonSender({
  name: "jira",
  title: "Jira",
  verifier: hmacVerifier({ header: "x-hub-signature", syntax: { prefix: "sha256=" } }),
  event: [{ json: "webhookEvent" }],
  deliveryId: [{ header: "x-atlassian-webhook-identifier" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: ["{{issue.key}}", "{{project.key}}"],
  names: {
    issue_number: "issue.key",
    issue_title: "issue.fields.summary",
    issue_body: "issue.fields.description",
    comment_body: "comment.body",
    sender_login: "user.displayName",
  },
  authors: { sender: ["user.displayName"], sender_id: ["user.accountId"] },
  labels: ["issue.fields.priority.name", "issue.fields.labels"],
  authored: [{ path: "comment.body" }, { path: "issue.fields.description" }],
  setup: pasteSecret("In Jira: Settings > System > WebHooks > Create a WebHook"),
});
