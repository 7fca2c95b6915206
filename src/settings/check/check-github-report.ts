// A report to GitHub: what it tells, whom it can name, and whether it would call its own hook again.

import { matchesEvent } from "../../core/events/event-pattern.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { SenderReportOf } from "../../core/outbound/sender-report.ts";
import { placeholderNames } from "../../core/text/template.ts";
import type { CheckedReport } from "./check-sender-reports.ts";

const REPOSITORY = /^[A-Za-z0-9_.-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/;
/** Personal tokens: GitHub lets only Apps make check runs. */
const PERSONAL = /^(?:ghp_|github_pat_|gho_)/;

/** Checks one. */
export function githubProblems(checked: CheckedReport<SenderReportOf<"github">>): Problem[] {
  const { report, secrets, wrong, warn } = checked;
  const problems = [...repositoryProblems(checked), ...loopProblems(checked)];
  const tellsNothing =
    !report.comment && report.status === false && report.check === false && !report.labels;
  if (tellsNothing)
    problems.push(
      wrong("", { message: "tells nothing: comment, status, check and labels are off" }),
    );
  if (report.check !== false && PERSONAL.test(secrets?.token ?? ""))
    problems.push(
      warn("check", {
        message: "needs the token of a GitHub App; this one is personal",
        hint: "set status to true: any token with the right to commit statuses will do",
      }),
    );
  return problems;
}

function repositoryProblems({
  hook,
  report: { repository },
  wrong,
}: CheckedReport<SenderReportOf<"github">>): Problem[] {
  if (repository === undefined) {
    if (hook.source.startsWith("github")) return [];
    return [wrong("repository", { message: "is missing: only GitHub's own events name one" })];
  }
  if (placeholderNames(repository).length > 0 || REPOSITORY.test(repository)) return [];
  return [wrong("repository", { value: repository, message: "must be owner/name" })];
}

/** What GitHub sends because of a report carries no text that wakehook could know as its own. */
function loopProblems({ hook, report, warn }: CheckedReport<SenderReportOf<"github">>): Problem[] {
  if (!hook.source.startsWith("github") || hook.chain !== false) return [];
  const by = [
    ["labels", report.labels !== undefined, ["issues.labeled", "pull_request.labeled"]],
    ["status", report.status !== false, ["status"]],
    ["check", report.check !== false, ["check_run.created", "check_run.completed"]],
  ] as const;
  return by.flatMap(([field, isOn, events]) => {
    const back = isOn ? events.filter((event) => matchesEvent(hook.events, event)) : [];
    if (back.length === 0) return [];
    const message = `comes back as ${back.join(", ")}, which this hook takes: only the fuse would stop it`;
    return [warn(field, { message, hint: "name in events what this hook is for" })];
  });
}
