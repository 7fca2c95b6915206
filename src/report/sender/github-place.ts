// In: an event, and what the owner wrote about where to report it. Out: the repository, the issue and the commit.

import type { SenderReportOf } from "../../core/outbound/sender-report.ts";
import type { TemplateContext } from "../../core/text/placeholder.ts";
import { valueAt, type FoundValue } from "./place-values.ts";

/** Where to report; null: the event names none. */
export interface GithubPlace {
  readonly repository: string | null;
  readonly issue: string | null;
  readonly sha: string | null;
}

const REPOSITORY = /^(?!\.{1,2}\/)[A-Za-z0-9_.-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;
const NUMBER = /^[1-9]\d{0,14}$/;
/** A deleted branch has zeros in place of a commit. */
const SHA = /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const NO_COMMIT = /^0+$/;

const ISSUES = [
  "issue.number",
  "pull_request.number",
  "workflow_run.pull_requests.0.number",
  "check_suite.pull_requests.0.number",
  "check_run.pull_requests.0.number",
];
const COMMITS = [
  "pull_request.head.sha",
  "check_run.head_sha",
  "check_suite.head_sha",
  "workflow_run.head_sha",
  "workflow_job.head_sha",
  "deployment.sha",
  "after",
  "sha",
];

/** Finds the place, or says which value is odd. */
export function githubPlace(
  report: SenderReportOf<"github">,
  context: TemplateContext,
):
  | { readonly ok: true; readonly place: GithubPlace }
  | { readonly ok: false; readonly odd: string } {
  const find = (name: "repository" | "issue" | "sha", paths: string[], pattern: RegExp) =>
    valueAt({ template: report[name], paths, pattern }, context);
  const repository = find("repository", ["repository.full_name"], REPOSITORY);
  const issue = find("issue", ISSUES, NUMBER);
  const sha = withoutZeros(find("sha", COMMITS, SHA));
  if (!repository.ok) return { ok: false, odd: `repository ${repository.odd}` };
  if (!issue.ok) return { ok: false, odd: `issue ${issue.odd}` };
  if (!sha.ok) return { ok: false, odd: `sha ${sha.odd}` };
  return {
    ok: true,
    place: { repository: repository.value, issue: issue.value, sha: sha.value },
  };
}

function withoutZeros(found: FoundValue): FoundValue {
  return !found.ok && NO_COMMIT.test(JSON.parse(found.odd) as string)
    ? { ok: true, value: null }
    : found;
}
