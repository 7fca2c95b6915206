// Bitbucket Cloud and Data Center. https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";

/** Repository and workspace webhooks. */
export const bitbucket = jsonSender({
  name: "bitbucket",
  aliases: ["bitbucket-cloud", "bitbucket-dc"],
  title: "Bitbucket",
  verifier: hmacVerifier({ header: "x-hub-signature", syntax: { prefix: "sha256=" } }),
  event: [{ header: "x-event-key" }],
  deliveryId: [{ header: "x-request-uuid" }, { header: "x-request-id" }],
  digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
  entity: [
    "{{repository.full_name}}#{{pullrequest.id}}",
    "{{repository.full_name}}#{{issue.id}}",
    "{{pullRequest.toRef.repository.slug}}#{{pullRequest.id}}",
    "{{repository.full_name}}",
    "{{repository.slug}}",
  ],
  names: {
    repository_name: "repository.full_name",
    pull_request_number: "pullrequest.id",
    pull_request_title: "pullrequest.title",
    pull_request_url: "pullrequest.links.html.href",
    sender_login: "actor.display_name",
  },
  setup: pasteSecret("In Bitbucket: Repository settings > Webhooks > Add webhook"),
});
