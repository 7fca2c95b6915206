// In: a hook that makes tasks, and an event. Out: the task's title, description and tags, as they are kept with the
// delivery. Its priority and its state are those of the delivery.

import type { Hook } from "../settings/hook.ts";
import { readPath } from "../events/json-path.ts";
import type { TemplateContext } from "../text/placeholder.ts";
import { labelsAt } from "../admission/priority.ts";
import type { Source } from "../events/source.ts";
import { makesTasks } from "../settings/task-fields.ts";
import { renderTemplate } from "../text/template.ts";

/** What a delivery is as a task. */
export interface TaskItem {
  /** One line, never empty. */
  readonly title: string;
  /** Emptied with the body that it was read from. */
  readonly description: string;
  readonly tags: readonly string[];
}

const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 2000;
const LONGEST_TAG = 50;
const MOST_TAGS = 30;
const MOST_LABELS = 5;

/** Where senders write what an event is about in a few words; the first that is there counts. */
const TITLES = [
  "issue.title",
  "pull_request.title",
  "discussion.title",
  "object_attributes.title",
  "issue.fields.summary",
  "data.issue.title",
  "data.title",
  "release.name",
  "workflow_run.display_title",
  "head_commit.message",
  "title",
  "subject",
  "summary",
];
/** The same at length. */
const DESCRIPTIONS = [
  "comment.body",
  "issue.body",
  "pull_request.body",
  "discussion.body",
  "object_attributes.description",
  "issue.fields.description",
  "data.issue.description",
  "data.description",
  "release.body",
  "description",
  "body",
  "text",
];

/** The task that a delivery is; null where its hook makes none. Never throws. */
export function taskOf(
  hook: Pick<Hook, "title" | "autoAssign" | "task">,
  source: Pick<Source, "name" | "labels">,
  context: TemplateContext,
): TaskItem | null {
  if (!makesTasks(hook)) return null;
  const { title, description, tags = [] } = hook.task ?? {};
  const limitBytes = 4 * LONGEST_DESCRIPTION;
  const written = (template: string): string =>
    renderTemplate(template, context, { limitBytes }).text;
  const line = oneLine(title === undefined ? usualTitle(context) : written(title), LONGEST_TITLE);
  const text = description === undefined ? firstText(context, DESCRIPTIONS) : written(description);
  return {
    title: line === "" ? oneLine(eventWords(context) ?? hook.title, LONGEST_TITLE) : line,
    description: cut(text?.toWellFormed() ?? "", LONGEST_DESCRIPTION),
    tags: tagsOf([...usualTags(source, context), ...tags]),
  };
}

function usualTitle(context: TemplateContext): string {
  // Of a commit's message the first line is its title.
  return firstText(context, TITLES)?.trim().split("\n", 1)[0] ?? "";
}

function eventWords({ event, entity }: TemplateContext): string | null {
  if (event === null) return entity;
  return entity === null ? event : `${event} on ${entity}`;
}

function firstText({ payload }: TemplateContext, paths: readonly string[]): string | null {
  for (const path of paths) {
    const found = readPath(payload, path);
    if (typeof found === "string" && found.trim() !== "") return found;
  }
  return null;
}

/** Who sent it, what it is, and what it is labelled with. */
function usualTags(
  { name, labels = [] }: Pick<Source, "name" | "labels">,
  { event, payload }: TemplateContext,
): string[] {
  const found = labels.flatMap((path) => labelsAt(payload, path)).slice(0, MOST_LABELS);
  const sender = name === "generic" ? [] : [name];
  return [...sender, ...(event === null ? [] : [event.split(".", 1)[0] ?? event]), ...found];
}

function tagsOf(tags: readonly string[]): string[] {
  const clean = tags.map((tag) => oneLine(tag, LONGEST_TAG)).filter((tag) => tag !== "");
  return [...new Set(clean)].slice(0, MOST_TAGS);
}

function oneLine(text: string, limit: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\s\p{C}\u2028\u2029]+/gu, " ")
    .trim();
  return cut(line, limit);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}
