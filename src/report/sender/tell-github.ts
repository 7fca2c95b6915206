// In: how a run goes. Out: what GitHub shows of it: a comment, a commit status or check, labels. Each part by itself
// may be told twice and is there once.

import { githubHead, isOfPullRequest } from "../../core/outbound/sender-report-answers.ts";
import type { SinkFailure, SinkResult } from "../sink.ts";
import { createAskGithub, type AskGithub } from "./github-api.ts";
import { tellByComment } from "./github-comment.ts";
import { tellByCheck, tellByStatus } from "./github-commit.ts";
import { tellByLabels } from "./github-labels.ts";
import { githubPlace, type GithubPlace } from "./github-place.ts";
import { never, type Tell, type Telling } from "./telling.ts";

type Part = () => Promise<SinkResult>;

const PULL_NEEDS = "Pull requests: read (fine-grained), or the scope repo (classic)";

/** Tells GitHub. One part that fails keeps none of the others from being told. */
export const tellGithub: Tell<"github"> = async (telling) => {
  const found = githubPlace(telling.report, telling.context);
  if (!found.ok) return never(`${telling.field}: ${found.odd} is none of GitHub's`);
  const { repository } = found.place;
  if (repository === null) return never(`${telling.field}: the event names no repository`);
  const ask = createAskGithub(telling);
  const sha = await commitOf(telling, ask, found.place);
  if (!sha.ok) return sha;
  const parts = partsOf(telling, ask, { ...found.place, sha: sha.value });
  if (parts.length === 0)
    return never(`${telling.field}: the event names no issue, pull request or commit for it`);
  const results: SinkResult[] = [];
  for (const part of parts) results.push(await part());
  return worst(results);
};

function partsOf(telling: Telling<"github">, ask: AskGithub, place: GithubPlace): Part[] {
  const { report, message } = telling;
  const { repository, issue, sha } = place;
  const parts: Part[] = [];
  if (repository === null) return parts;
  // A silent end changes the comment that said that work began, and makes none.
  const comments = report.comment && (!message.silent || report.on.includes("start"));
  if (comments && issue !== null)
    parts.push(() => tellByComment(telling, ask, { repository, issue }));
  if (report.labels !== undefined && issue !== null)
    parts.push(() => tellByLabels(telling, ask, { repository, issue }));
  if (report.status !== false && sha !== null)
    parts.push(() => tellByStatus(telling, ask, { repository, sha }));
  if (report.check !== false && sha !== null)
    parts.push(() => tellByCheck(telling, ask, { repository, sha }));
  return parts;
}

/** A comment on a pull request comes without its commit: GitHub is asked for it. */
async function commitOf(
  { report, context }: Telling<"github">,
  ask: AskGithub,
  { repository, issue, sha }: GithubPlace,
): Promise<{ readonly ok: true; readonly value: string | null } | SinkFailure> {
  const isWanted = report.status !== false || report.check !== false;
  const known = { ok: true, value: sha } as const;
  if (!isWanted || sha !== null || issue === null || repository === null) return known;
  if (!isOfPullRequest(context.payload)) return known;
  const answer = await ask("GET", `/repos/${repository}/pulls/${issue}`, { needs: PULL_NEEDS });
  if (!answer.ok) return answer;
  return { ok: true, value: githubHead(answer.json) };
}

/** One that may succeed later is tried again; the others change nothing then. */
function worst(results: readonly SinkResult[]): SinkResult {
  const failures = results.filter((result) => !result.ok);
  return failures.find(({ final }) => !final) ?? failures[0] ?? { ok: true };
}
