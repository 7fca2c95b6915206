// GitLab with a secret token. https://docs.gitlab.com/user/project/integrations/webhooks/

import type { Source } from "../core/events/source.ts";
import { jsonSender } from "./json-sender.ts";
import { pasteSecret } from "./setup-lines.ts";
import { signedBy } from "./standard-webhooks.ts";

/** A repeat without an id of its own is one delivery within this time. */
const DIGEST_SECONDS = 300;

/** Project and group webhooks. The token is sent as it is, so only TLS protects the body. */
export const gitlab: Source = jsonSender({
  name: "gitlab",
  title: "GitLab",
  verifier: {
    kind: "static",
    signature: [{ header: "x-gitlab-token" }],
    key: "utf8",
    credential: "plain",
  },
  event: [{ json: "object_kind" }, { json: "event_name" }, { header: "x-gitlab-event" }],
  action: { json: "object_attributes.action" },
  // Not X-Gitlab-Event-UUID: events that one webhook causes in another share it.
  deliveryId: [{ header: "idempotency-key" }, { header: "webhook-id" }],
  digestSeconds: DIGEST_SECONDS,
  entity: [
    "{{project.path_with_namespace}}!{{merge_request.iid}}",
    "{{project.path_with_namespace}}#{{issue.iid}}",
    "{{project.path_with_namespace}}/{{object_kind}}/{{object_attributes.iid}}",
    "{{project.path_with_namespace}}@{{ref}}",
    "{{project.path_with_namespace}}",
  ],
  names: {
    repository_name: "project.path_with_namespace",
    issue_title: "object_attributes.title",
    issue_url: "object_attributes.url",
    sender_login: "user.username",
  },
  authors: { sender: ["user.username", "user_username"], sender_id: ["user.id", "user_id"] },
  labels: ["labels.*.title", "object_attributes.labels.*.title"],
  authored: [
    { path: "object_attributes.note" },
    { path: "object_attributes.description", actions: ["open", "update"] },
    { path: "commits.*.message" },
  ],
  setup: [
    "In GitLab: project > Settings > Webhooks > Add new webhook",
    "  URL:           {url}",
    "  Secret token:  {secret}",
    "  Trigger:       the events that the hook wants",
  ],
});

/** The same, by the name that says how it authenticates. */
export const gitlabToken: Source = {
  ...gitlab,
  name: "gitlab-token",
  title: "GitLab (secret token)",
  setup: pasteSecret("In GitLab: project > Settings > Webhooks > Add new webhook"),
};

/** With a signing token, where the instance has them: signed by Standard Webhooks, id and time included. */
export const gitlabSigning: Source = {
  ...gitlab,
  name: "gitlab-signing",
  aliases: ["gitlab-signing-token", "gitlab-webhook-signing"],
  title: "GitLab (signing token)",
  verifier: signedBy("webhook"),
  deliveryId: [{ header: "webhook-id" }],
  deliveryIdSigned: true,
  secretFrom: "sender",
  unproved: true,
  setup: [
    "In GitLab: project > Settings > Webhooks > Add new webhook, with a signing token",
    "  URL:  {url}",
    "Then copy the signing token (whsec_...) into the hook's `secret`.",
  ],
};
