// Travis CI. https://docs.travis-ci.com/user/notifications/#configuring-webhook-notifications

import { jsonSender } from "./json-sender.ts";

/** Build notifications: a form whose field `payload` is JSON; the field's decoded text is signed. */
export const travis = jsonSender({
  name: "travis",
  title: "Travis CI",
  verifier: {
    kind: "public_key",
    algorithm: "rsa-sha1",
    signature: [{ header: "signature" }],
    encoding: "base64",
    content: [{ form: "payload" }],
    key: "pem",
  },
  contentTypes: ["application/x-www-form-urlencoded"],
  bodyShapes: ["form_payload"],
  event: [{ json: "type" }],
  action: { json: "state" },
  // A build reports each of its states under one id.
  digestSeconds: 3600,
  entity: ["{{repository.owner_name}}/{{repository.name}}#{{number}}"],
  names: { branch: "branch", commit_message: "message", build_url: "build_url" },
  secretFrom: "sender",
  setup: [
    "Set the hook's `secret` to the public key in https://api.travis-ci.com/config (config.notifications.webhook.public_key).",
    "In .travis.yml:",
    "  notifications:",
    "    webhooks: {url}",
  ],
});
