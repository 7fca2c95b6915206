// Entourage's webhooks, as its API shows them or takes them: events of a repository become tasks.

import { isRecord } from "../../settings/edit/json-file.ts";
import { openFields, type Fields } from "./fields.ts";
import {
  createIds,
  entryOf,
  notThisFile,
  type Candidate,
  type Translation,
} from "./translation.ts";

/** What made tasks there; everything else was written down, or moved a task on. */
const MADE_TASKS: Readonly<Record<string, string>> = {
  issues: "issues.opened",
  "issues.opened": "issues.opened",
  pull_request: "pull_request.opened",
  "pull_request.opened": "pull_request.opened",
};
const PRESETS = new Set(["github", "gitlab", "bitbucket"]);
const PROMPT =
  "A task has come in from the repository. Do what it asks for, and end with a short report of what you did.";

/** Reads such a file: one webhook, or a list. @throws WakehookError `settings_invalid`. */
export function translateEntourage(content: unknown): Translation {
  const inner =
    isRecord(content) && Object.hasOwn(content, "webhooks") ? content["webhooks"] : content;
  const list: unknown[] = Array.isArray(inner) ? inner : [inner];
  const isOne = (one: unknown): boolean =>
    isRecord(one) && SIGNS.some((name) => Object.hasOwn(one, name));
  if (!list.every(isOne))
    throw notThisFile("Entourage", "a webhook with provider, events or config, or a list of them");
  const nextId = createIds();
  return { candidates: list.map((one) => candidateOf(openFields(one), nextId)), notes: [] };
}

/** One of them at least is in everything that its API shows or takes. */
const SIGNS = ["provider", "events", "config", "org_id", "secret"];

function candidateOf(fields: Fields, nextId: (name: string) => string): Candidate {
  const provider = fields.text("provider") ?? "github";
  const name = fields.text("name");
  const id = nextId(name ?? provider);
  const config = fields.record("config");
  const notes: string[] = [];
  const events = eventsOf(provider, fields.texts("events"), notes);
  fields.skip("id", "active", "created_at", "updated_at");
  if (fields.has("org_id") || fields.has("team_id") || config.has("team_id"))
    notes.push("org_id and team_id: there are no teams here, one hook is one agent");
  fields.skip("org_id", "team_id");
  config.skip("team_id");
  const entry = entryOf({
    id,
    title: name ?? `Tasks from ${provider}`,
    mode: "cron_task",
    ...authentication(provider, fields.text("secret"), notes),
    events,
    prompt_template: PROMPT,
    auto_assign: config.flag("auto_assign") ?? false,
  });
  notes.push(
    "it has no folder yet: wakehook hook set ID task_folder=... says where its agent works",
  );
  notes.push("prompt_template is a first proposal; the event is appended to it");
  const isEmpty = events?.length === 0;
  if (isEmpty) notes.push("none of its events made a task there");
  const label = name ?? fields.text("id") ?? id;
  return { label, entry: isEmpty ? null : entry, notes: [...notes, ...fields.leftOver()] };
}

function eventsOf(provider: string, events: readonly string[], notes: string[]) {
  if (provider !== "github") {
    notes.push(`of ${provider} nothing became a task there: look at events`);
    return events.length === 0 ? undefined : events;
  }
  if (events.length === 0)
    return Object.values(MADE_TASKS).filter((one, at, all) => all.indexOf(one) === at);
  const made = events.flatMap((event) =>
    Object.hasOwn(MADE_TASKS, event) ? (MADE_TASKS[event] ?? []) : [],
  );
  for (const event of events) {
    if (Object.hasOwn(MADE_TASKS, event)) continue;
    notes.push(`${event}: made no task there, and a task here ends with its run: left out`);
  }
  return [...new Set(made)];
}

function authentication(provider: string, secret: string | undefined, notes: string[]) {
  if (secret === undefined)
    notes.push(
      "its secret is not in the file: wakehook hook rotate ID makes one, for the sender too",
    );
  if (provider !== "github")
    notes.push("there every sender signed as GitHub does; here each as it really does");
  if (PRESETS.has(provider)) return { source: provider, secret };
  return { auth_mode: "hmac", hmac_header: "X-Hub-Signature-256", hmac_secret: secret };
}
