// What stands beside a commit: a status by its context, or a check run by its own id for us. A status of the same
// context takes the place of the one before; a check run is found again and changed.
// https://docs.github.com/en/rest/commits/statuses, https://docs.github.com/en/rest/checks/runs

import { githubCheckRuns } from "../../core/outbound/sender-report-answers.ts";
import { shortText } from "../../core/outbound/sender-report-text.ts";
import type { SinkResult } from "../sink.ts";
import { commentText } from "./comment-body.ts";
import type { AskGithub } from "./github-api.ts";
import type { Telling } from "./telling.ts";

/** A commit of a repository. */
export interface CommitPlace {
  readonly repository: string;
  readonly sha: string;
}

const STATUS_NEEDS = "Commit statuses: write (fine-grained), or the scope repo:status (classic)";
const CHECK_NEEDS = "Checks: write of a GitHub App; no other token may make check runs";
const LONGEST_DESCRIPTION = 140;
const STATES = { start: "pending", success: "success", failure: "failure" } as const;

/** Sets the commit status. */
export function tellByStatus(
  { report, message }: Telling<"github">,
  ask: AskGithub,
  { repository, sha }: CommitPlace,
): Promise<SinkResult> {
  const json = {
    state: STATES[message.stage],
    description: shortText(message).slice(0, LONGEST_DESCRIPTION).toWellFormed(),
    context: nameOf(report.status, message.hook_id),
  };
  return ask("POST", `/repos/${repository}/statuses/${sha}`, { json, needs: STATUS_NEEDS });
}

/** Makes the check run, or changes the one that is there. */
export async function tellByCheck(
  telling: Telling<"github">,
  ask: AskGithub,
  { repository, sha }: CommitPlace,
): Promise<SinkResult> {
  const { report, message, marker } = telling;
  const name = nameOf(report.check, message.hook_id);
  const asked = `check_name=${encodeURIComponent(name)}&filter=all&per_page=100`;
  const path = `/repos/${repository}/commits/${sha}/check-runs?${asked}`;
  const answer = await ask("GET", path, { needs: CHECK_NEEDS });
  if (!answer.ok) return answer;
  const runs = githubCheckRuns(answer.json);
  if (runs === undefined)
    return { ok: false, error: "the list of check runs is none that GitHub gives", final: false };
  const id = marker.replaceAll(/^<!-- wakehook-report: | -->$/g, "");
  const found = runs.find(({ external_id: external }) => external === id);
  const json = { name, external_id: id, ...progressOf(telling) };
  const checks = `/repos/${repository}/check-runs`;
  if (found !== undefined)
    return ask("PATCH", `${checks}/${found.id}`, { json, needs: CHECK_NEEDS });
  return ask("POST", checks, { json: { ...json, head_sha: sha }, needs: CHECK_NEEDS });
}

function progressOf(telling: Telling<"github">) {
  const { message } = telling;
  const output = { title: shortText(message), summary: commentText(telling) };
  if (message.stage === "start") return { status: "in_progress", output };
  const wasEnded = /^(?:skipped:|error:(?:stopped|interrupted)$)/.test(message.status);
  const conclusion = message.stage === "success" ? "success" : wasEnded ? "cancelled" : "failure";
  return { status: "completed", conclusion, output };
}

function nameOf(written: boolean | string, hookId: string): string {
  return typeof written === "string" ? written : `wakehook/${hookId}`;
}
