// GitHub, and GitHub Enterprise Server. https://docs.github.com/en/webhooks

import type { Source } from "../core/events/source.ts";
import { GITHUB_ACTIONS, GITHUB_EVENTS, MERGED } from "./github-events.ts";

/** Largest body that GitHub sends. */
const LARGEST_BODY_BYTES = 25 * 1024 * 1024;
/** GitHub signs neither its delivery id nor a time; longer than this, equal events (the same workflow dispatched again) may be meant. */
const DIGEST_SECONDS = 3600;

/** Repository, organization and app webhooks. */
export const github: Source = {
  name: "github",
  title: "GitHub",
  verifier: {
    kind: "hmac",
    algorithm: "sha256",
    // Never X-Hub-Signature: GitHub still sends SHA-1 beside it, and a verifier that takes either is as weak as the weaker.
    signature: [{ header: "x-hub-signature-256" }],
    syntax: { prefix: "sha256=" },
    encoding: "hex",
    content: ["body"],
    key: "utf8",
  },
  contentTypes: ["application/json", "application/x-www-form-urlencoded"],
  bodyShapes: ["object", "form_payload"],
  maxBodyBytes: LARGEST_BODY_BYTES,
  event: [{ header: "x-github-event" }],
  action: { json: "action" },
  knownEvents: GITHUB_EVENTS,
  knownActions: GITHUB_ACTIONS,
  refinements: [MERGED],
  deliveryId: [{ header: "x-github-delivery" }],
  deliveryIdSigned: false,
  digestSeconds: DIGEST_SECONDS,
  redelivers: true,
  // Issues, pull requests and discussions of a repository share one sequence of numbers.
  entity: [
    "{{repository.full_name}}#{{issue.number}}",
    "{{repository.full_name}}#{{pull_request.number}}",
    "{{repository.full_name}}#{{discussion.number}}",
    "{{repository.full_name}}@{{workflow_run.head_branch}}",
    "{{repository.full_name}}@{{check_suite.head_branch}}",
    "{{repository.full_name}}@{{ref}}",
    "{{repository.full_name}}",
    "{{organization.login}}",
  ],
  names: {
    repository_name: "repository.full_name",
    sender_login: "sender.login",
    issue_number: "issue.number",
    issue_title: "issue.title",
    issue_body: "issue.body",
    issue_url: "issue.html_url",
    issue_author: "issue.user.login",
    issue_labels: "issue.labels.*.name",
    pull_request_number: "pull_request.number",
    pull_request_title: "pull_request.title",
    pull_request_body: "pull_request.body",
    pull_request_url: "pull_request.html_url",
    pull_request_author: "pull_request.user.login",
    pull_request_branch: "pull_request.head.ref",
    comment_body: "comment.body",
    comment_url: "comment.html_url",
    comment_author: "comment.user.login",
    review_body: "review.body",
    release_tag: "release.tag_name",
    release_notes: "release.body",
    commit_message: "head_commit.message",
  },
  // The text's own author comes first: on a stranger's issue a maintainer's comment is the maintainer's.
  authors: {
    author_association: [
      "comment.author_association",
      "review.author_association",
      "issue.author_association",
      "pull_request.author_association",
      "discussion.author_association",
    ],
    author: [
      "comment.user.login",
      "review.user.login",
      "issue.user.login",
      "pull_request.user.login",
    ],
    sender: ["sender.login"],
    sender_id: ["sender.id"],
  },
  labels: ["issue.labels", "pull_request.labels", "discussion.labels"],
  authored: [
    { path: "comment.body", actions: ["created", "edited"] },
    { path: "review.body", actions: ["submitted", "edited"] },
    { path: "issue.body", actions: ["opened", "edited"] },
    { path: "pull_request.body", actions: ["opened", "edited"] },
    { path: "discussion.body", actions: ["created", "edited"] },
    { path: "release.body", actions: ["created", "published", "edited"] },
    { path: "commits.*.message" },
  ],
  successStatus: 202,
  handshakes: [
    {
      name: "ping",
      method: "POST",
      authenticated: true,
      when: [{ value: { header: "x-github-event" }, equals: "ping" }],
      status: 200,
    },
  ],
  suggests: { events: ["issues.opened"] },
  setup: [
    "In GitHub: repository (or organization) > Settings > Webhooks > Add webhook",
    "  Payload URL:   {url}",
    "  Content type:  application/json",
    "  Secret:        {secret}",
    "  Events:        {events}",
    "Or with the gh command:",
    "  gh api repos/OWNER/REPO/hooks -f name=web -F active=true {event_arguments} -f 'config[url]={url}' -f 'config[content_type]=json' -f 'config[secret]={secret}'",
    "GitHub pings the URL at once; wakehook answers, and no run starts.",
    "GitHub never sends a failed delivery again. To have what was missed asked for when this machine is back (docs/gaps.md):",
    `  wakehook hook set {hook} 'repair={"kind":"github","repository":"OWNER/REPO","token":"file:/path/to/token"}'`,
    "  The token needs Webhooks: read (fine-grained) or read:repo_hook (classic), and write to have lost payloads sent again.",
  ],
  strangersWrite: true,
};

/** For servers that sign with SHA-1 only: the weaker scheme has a name of its own, and is never chosen by itself. */
export const githubSha1Legacy: Source = {
  ...github,
  name: "github-sha1-legacy",
  title: "GitHub (SHA-1, old servers only)",
  verifier: {
    kind: "hmac",
    algorithm: "sha1",
    signature: [{ header: "x-hub-signature" }],
    syntax: { prefix: "sha1=" },
    encoding: "hex",
    content: ["body"],
    key: "utf8",
  },
};
