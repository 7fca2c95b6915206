// In: an event, and what the owner wrote about where to report it. Out: the path of the notes in GitLab's API.

import { readPath } from "../../core/events/json-path.ts";
import type { TemplateContext } from "../../core/text/placeholder.ts";
import type { SenderReportOf } from "../../core/outbound/sender-report.ts";
import { valueAt } from "./place-values.ts";

/** Where the notes are; `isInternal`: the event is a note that not everybody may read. */
export type GitlabPlace =
  | { readonly ok: true; readonly path: string; readonly isInternal: boolean }
  | { readonly ok: false; readonly odd: string };

/** An id, or a path of groups and a project. */
const PROJECT =
  /^(?:[1-9]\d{0,14}|[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*){1,20})$/;
const NUMBER = /^[1-9]\d{0,14}$/;

/** Finds the place; a merge request counts before the issue of the same event. */
export function gitlabPlace(
  report: SenderReportOf<"gitlab">,
  context: TemplateContext,
): GitlabPlace {
  const { payload } = context;
  const kind = readPath(payload, "object_kind");
  const own = (fits: boolean): string[] => (fits ? ["object_attributes.iid"] : []);
  const project = valueAt(
    { template: report.project, paths: ["project.id"], pattern: PROJECT },
    context,
  );
  const merge = valueAt(
    {
      template: report.mergeRequest,
      paths:
        report.issue === undefined ? [...own(kind === "merge_request"), "merge_request.iid"] : [],
      pattern: NUMBER,
    },
    context,
  );
  const issue = valueAt(
    {
      template: report.issue,
      paths: [...own(kind === "issue" || kind === "work_item"), "issue.iid"],
      pattern: NUMBER,
    },
    context,
  );
  if (!project.ok) return { ok: false, odd: `project ${project.odd} is none of GitLab's` };
  if (!merge.ok) return { ok: false, odd: `merge_request ${merge.odd} is none of GitLab's` };
  if (!issue.ok) return { ok: false, odd: `issue ${issue.odd} is none of GitLab's` };
  if (project.value === null) return { ok: false, odd: "the event names no project" };
  const below =
    merge.value !== null
      ? `merge_requests/${merge.value}`
      : issue.value !== null
        ? `issues/${issue.value}`
        : null;
  if (below === null) return { ok: false, odd: "the event names no issue and no merge request" };
  const path = `/projects/${encodeURIComponent(project.value)}/${below}/notes`;
  return { ok: true, path, isInternal: isInternalNote(payload) };
}

function isInternalNote(payload: unknown): boolean {
  if (readPath(payload, "object_kind") !== "note") return false;
  return ["internal", "confidential"].some(
    (name) => readPath(payload, `object_attributes.${name}`) === true,
  );
}
