// Templates of openpr-webhook, `{title}`, in wakehook's words, `{{data.issue.title}}`. What stands between two braces
// is a placeholder of its documents already.

/** What its placeholders stand for in OpenPR's payload. */
const PATHS: Readonly<Record<string, string>> = {
  issue_id: "data.issue.id",
  title: "data.issue.title",
  key: "data.issue.key",
  state: "data.issue.state",
  priority: "data.issue.priority",
  reason: "bot_context.trigger_reason",
  event: "event",
  actor: "actor.name",
  workspace: "workspace.name",
  project: "project.name",
  project_id: "project.id",
};
const PLACEHOLDER = /\{\{[^{}]*\}\}|\{(\w+)\}/g;

/** The same template. Placeholders that nobody knows stay as they are, and are told. */
export function translateTemplate(template: string, notes: string[]): string {
  const unknown = new Set<string>();
  const text = template.replaceAll(PLACEHOLDER, (whole, name?: string) => {
    if (name === undefined) return whole;
    if (name === "url") return "issue/{{data.issue.id}}";
    const path = Object.hasOwn(PATHS, name) ? PATHS[name] : undefined;
    if (path === undefined) unknown.add(whole);
    return path === undefined ? whole : `{{${path}}}`;
  });
  if (unknown.size > 0)
    notes.push(`${[...unknown].join(", ")}: no such placeholder is known, it stays as text`);
  return text;
}
