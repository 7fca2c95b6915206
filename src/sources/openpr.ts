// OpenPR: its webhooks, which say whether an event is a task of the webhook's bot. https://github.com/openprx/openpr

import type { Source } from "../core/events/source.ts";
import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";

const PROMPT = `A task was given to you in the project {{project_name}}: {{issue_number}}, {{issue_title}}

{{issue_description}}

Do it in this folder. Then say in a few sentences what you did, and what is left to do.`;

/** The delivery's id is in the signed body; the header with the same id is not signed. */
export const openpr: Source = jsonSender({
  name: "openpr",
  title: "OpenPR",
  verifier: hmacVerifier({ header: "x-webhook-signature", syntax: { prefix: "sha256=" } }),
  event: [{ json: "event" }, { header: "x-webhook-event" }],
  deliveryId: [{ json: "id" }],
  deliveryIdSigned: true,
  entity: ["{{data.issue.key}}", "{{data.issue.id}}", "{{project.key}}"],
  names: {
    project_name: "project.name",
    project_key: "project.key",
    workspace_name: "workspace.name",
    issue_id: "data.issue.id",
    issue_number: "data.issue.key",
    issue_title: "data.issue.title",
    issue_description: "data.issue.description",
    issue_state: "data.issue.state",
    issue_priority: "data.issue.priority",
    comment_body: "data.comment.content",
    sender_login: "actor.name",
    bot_name: "bot_context.bot_name",
    trigger_reason: "bot_context.trigger_reason",
  },
  authors: { sender: ["actor.name"], sender_id: ["actor.id"], sender_email: ["actor.email"] },
  labels: ["data.issue.priority"],
  authored: [
    { path: "data.comment.content", actions: ["created", "updated"] },
    { path: "data.issue.description", actions: ["created"] },
  ],
  unproved: true,
  suggests: {
    // Not issue.updated and issue.state_changed: what is told below would come back as them.
    events: ["issue.created", "issue.assigned", "comment.created"],
    when: "payload.bot_context.is_bot_task == true",
    prompt: PROMPT,
    reports: [
      {
        on: ["start"],
        tool: "work_items.update",
        arguments: { work_item_id: "{{data.issue.id}}", state: "in_progress" },
      },
      {
        on: ["success", "failure"],
        tool: "comments.create",
        arguments: { work_item_id: "{{data.issue.id}}", content: "{{$report.text}}" },
      },
      {
        on: ["success"],
        tool: "work_items.update",
        arguments: { work_item_id: "{{data.issue.id}}", state: "done" },
      },
    ],
  },
  setup: [
    "In OpenPR: workspace settings > Webhooks > new webhook",
    "  URL:       {url}",
    "  Secret:    {secret}",
    "  Events:    {events}",
    "  Bot user:  the bot whose tasks this hook does: without one no event is a bot's task",
  ],
});
