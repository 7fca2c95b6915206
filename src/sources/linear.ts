// Linear. https://linear.app/developers/webhooks

import { hmacVerifier } from "./hmac-verifier.ts";
import { jsonSender } from "./json-sender.ts";
import { copySecret } from "./setup-lines.ts";

/** Twice the tolerance: a replay within it, under another unsigned id, is still recognised. */
const DIGEST_SECONDS = 120;

/** Workspace webhooks. The time is a field of the signed body; the header of the same meaning is not signed. */
export const linear = jsonSender({
  name: "linear",
  title: "Linear",
  verifier: hmacVerifier({
    header: "linear-signature",
    timestamp: { from: { json: "webhookTimestamp" }, unit: "milliseconds", toleranceSeconds: 60 },
  }),
  event: [{ json: "type" }],
  action: { json: "action" },
  deliveryId: [{ header: "linear-delivery" }],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{data.issue.identifier}}", "{{data.identifier}}", "{{data.id}}"],
  names: {
    issue_title: "data.title",
    issue_body: "data.description",
    issue_number: "data.identifier",
    issue_url: "url",
    comment_body: "data.body",
  },
  authors: { sender: ["actor.name"], sender_id: ["actor.id"] },
  labels: ["data.labels"],
  authored: [
    { path: "data.body", actions: ["create", "update"] },
    { path: "data.description", actions: ["create", "update"] },
  ],
  secretFrom: "sender",
  setup: copySecret("In Linear: Settings > API > Webhooks > New webhook", "signing secret"),
});
