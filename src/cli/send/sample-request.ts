// In: a sender preset and the events that a hook wants. Out: a small request as that sender would post it, unsigned.

import type { Source } from "../../core/events/source.ts";
import type { ValueSource } from "../../core/settings/verifier.ts";

/** A request to try a hook with. */
export interface SampleRequest {
  /** Names as people write them. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: string;
}

type Json = Record<string, unknown>;

const REPOSITORY = { full_name: "octo/site", html_url: "https://github.com/octo/site" };
const SENDER = { login: "octocat" };
const ABOUT_ITEM = {
  number: 1,
  title: "Try wakehook",
  body: "This is a test event: say hello.",
  html_url: "https://github.com/octo/site/issues/1",
  user: SENDER,
  labels: [{ name: "bug" }],
};

/** What makes the sample of an event worth reading; events without a row get the repository alone. */
const GITHUB_BODIES: Readonly<Record<string, Json>> = {
  issues: { issue: ABOUT_ITEM },
  issue_comment: { issue: ABOUT_ITEM, comment: { body: "What about this?", user: SENDER } },
  pull_request: { pull_request: { ...ABOUT_ITEM, head: { ref: "try-wakehook" } } },
  push: {
    ref: "refs/heads/main",
    head_commit: { id: "0".repeat(40), message: "Try wakehook" },
    commits: [],
  },
};

/** A task of the webhook's bot: what a hook of this sender waits for. */
const OPENPR_BODY: Json = {
  project: { name: "Web", key: "WEB" },
  actor: { name: "Ann Example" },
  data: {
    issue: {
      id: "00000000-0000-4000-8000-000000000042",
      key: "WEB-42",
      title: "Try wakehook",
      description: "This is a test event: say hello.",
    },
  },
  bot_context: { is_bot_task: true, bot_name: "wakehook", trigger_reason: "assigned" },
};

/** The action of an event whose hook names none. */
const USUAL_ACTIONS: Readonly<Record<string, string>> = {
  issues: "opened",
  issue_comment: "created",
  pull_request: "opened",
};

/**
 * A sample for the first of the patterns.
 * @param unique goes where the sender's delivery id stands, so that a second sample is no repeat
 */
export function sampleRequest(
  source: Source,
  patterns: readonly string[] | undefined,
  unique: string,
): SampleRequest {
  const { name, action } = sampleEvent(source, patterns);
  const body: Json = sampleBody(source.name, name);
  const headers: Array<[string, string]> = [["Content-Type", "application/json"]];
  if (name !== null) place(source.event[0], name, { headers, body });
  if (action !== null) place(source.action, action, { headers, body });
  place(source.deliveryId[0], unique, { headers, body });
  return { headers, body: JSON.stringify(body) };
}

function sampleBody(source: string, event: string | null): Json {
  if (source === "github")
    return { ...GITHUB_BODIES[event ?? ""], repository: REPOSITORY, sender: SENDER };
  return source === "openpr" ? { ...OPENPR_BODY } : { message: "Hello from wakehook" };
}

function sampleEvent(
  source: Source,
  patterns: readonly string[] | undefined,
): { name: string | null; action: string | null } {
  const [pattern = "*"] = patterns ?? [];
  // Where there is no action, dots belong to the name: invoice.paid.
  if (source.action === undefined) {
    const name = pattern.replace(/\.?\*$/, "");
    return { name: name === "" ? null : name, action: null };
  }
  const [name = "*", action] = pattern.split(".");
  if (name !== "*") {
    const usual = USUAL_ACTIONS[name] ?? null;
    return { name, action: action === undefined || action === "*" ? usual : action };
  }
  return source.name === "github"
    ? { name: "issues", action: "opened" }
    : { name: null, action: null };
}

/** Puts a value where the sender would put it. */
function place(
  where: ValueSource | undefined,
  value: string,
  request: { headers: Array<[string, string]>; body: Json },
): void {
  if (where === undefined) return;
  if ("header" in where) request.headers.push([where.header, value]);
  // Presets name the event and the action at the top of the body.
  if ("json" in where && !where.json.includes(".")) request.body[where.json] = value;
}
