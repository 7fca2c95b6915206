// Gitea and Forgejo. https://docs.gitea.com/usage/webhooks

import type { Source } from "../core/events/source.ts";
import { MERGED } from "./github-events.ts";
import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender, UNSIGNED_ID_DIGEST_SECONDS } from "./json-sender.ts";

/** `family`: the headers are `x-<family>-event`, `-delivery` and `-signature`. Form mode is not taken: it signs other bytes than it sends. */
function forge(family: "gitea" | "forgejo", title: string): Source {
  return jsonSender({
    name: family,
    title,
    verifier: hmacVerifier({ header: `x-${family}-signature` }),
    event: [{ header: `x-${family}-event` }],
    action: { json: "action" },
    refinements: [MERGED],
    deliveryId: [{ header: `x-${family}-delivery` }],
    digestSeconds: UNSIGNED_ID_DIGEST_SECONDS,
    entity: [
      "{{repository.full_name}}#{{issue.number}}",
      "{{repository.full_name}}#{{pull_request.number}}",
      "{{repository.full_name}}@{{ref}}",
      "{{repository.full_name}}",
    ],
    names: {
      repository_name: "repository.full_name",
      issue_number: "issue.number",
      issue_title: "issue.title",
      issue_body: "issue.body",
      issue_url: "issue.html_url",
      pull_request_number: "pull_request.number",
      pull_request_title: "pull_request.title",
      pull_request_url: "pull_request.html_url",
      comment_body: "comment.body",
      sender_login: "sender.login",
    },
    authors: { sender: ["sender.login"], sender_id: ["sender.id"] },
    labels: ["issue.labels", "pull_request.labels"],
    authored: [
      { path: "comment.body", actions: ["created", "edited"] },
      { path: "review.content" },
      { path: "issue.body", actions: ["opened", "edited"] },
      { path: "pull_request.body", actions: ["opened", "edited"] },
      { path: "commits.*.message" },
    ],
    setup: [
      `In ${title}: repository > Settings > Webhooks > Add webhook > ${title}`,
      "  Target URL:         {url}",
      "  POST content type:  application/json",
      "  Secret:             {secret}",
    ],
  });
}

/** Gitea. */
export const gitea = forge("gitea", "Gitea");
/** Forgejo. */
export const forgejo = forge("forgejo", "Forgejo");
