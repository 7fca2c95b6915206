// Docker Hub. https://docs.docker.com/docker-hub/repos/manage/webhooks/

import { jsonSender } from "./json-sender.ts";

/** Docker Hub names no delivery; a tag that is pushed again later is meant. */
const DIGEST_SECONDS = 300;

/** Pushed images. Docker Hub signs nothing: the secret is in the URL. */
export const dockerHub = jsonSender({
  name: "docker-hub",
  aliases: ["dockerhub"],
  title: "Docker Hub",
  verifier: {
    kind: "static",
    signature: [{ query: "token" }],
    key: "utf8",
    credential: "plain",
  },
  // Every request is a push; nothing in it says so.
  event: [],
  digestSeconds: DIGEST_SECONDS,
  entity: ["{{repository.repo_name}}:{{push_data.tag}}", "{{repository.repo_name}}"],
  names: { repository_name: "repository.repo_name", tag: "push_data.tag" },
  setup: [
    "In Docker Hub: repository > Webhooks",
    "  Webhook URL:  {url}?token={secret}",
    "The secret is part of the URL, so whoever sees the URL can post.",
  ],
});
