// The comment of one delivery: made once, found again by its hidden line, and changed as the work goes on.
// https://docs.github.com/en/rest/issues/comments

import { githubComments } from "../../core/outbound/sender-report-answers.ts";
import { hasMarker } from "../../core/outbound/sender-report-text.ts";
import type { SinkResult } from "../sink.ts";
import { commentBody } from "./comment-body.ts";
import type { AskGithub } from "./github-api.ts";
import type { Telling } from "./telling.ts";

const NEEDS =
  "Issues: write and, for pull requests, Pull requests: write (fine-grained), or the scope repo (classic; public_repo for public ones)";
const PER_PAGE = 30;
/** Three thousand comments of a day on one issue. */
const MOST_PAGES = 100;
/** Its clock and ours may differ: comments from this long before the event are looked at, milliseconds. */
const LOOK_BACK_MS = 86_400_000;

type Found = { readonly id: number; readonly body: string } | null;

/** Makes the comment, or changes the one that is there. */
export async function tellByComment(
  telling: Telling<"github">,
  ask: AskGithub,
  { repository, issue }: { readonly repository: string; readonly issue: string },
): Promise<SinkResult> {
  const body = commentBody(telling);
  const path = `/repos/${repository}/issues`;
  const search = await findComment(telling, ask, `${path}/${issue}/comments`);
  if (!search.ok) return search;
  const { found } = search;
  if (found !== null && isSame(found.body, body)) return { ok: true };
  if (found !== null) {
    const changed = await ask("PATCH", `${path}/comments/${found.id}`, {
      json: { body },
      needs: NEEDS,
    });
    // Somebody has removed it just now.
    if (changed.ok || changed.httpStatus !== 404) return changed;
  }
  return ask("POST", `${path}/${issue}/comments`, { json: { body }, needs: NEEDS });
}

/** Oldest first, and the oldest counts: whoever copies the hidden line comes later. */
async function findComment(
  { marker, delivery }: Telling<"github">,
  ask: AskGithub,
  path: string,
): Promise<{ readonly ok: true; readonly found: Found } | (SinkResult & { ok: false })> {
  const since = new Date(delivery.delivery.receivedAt - LOOK_BACK_MS).toISOString().slice(0, 19);
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = `since=${since}Z&per_page=${PER_PAGE}&page=${page}`;
    const answer = await ask("GET", `${path}?${query}`, { needs: NEEDS });
    if (!answer.ok) return answer;
    const comments = githubComments(answer.json);
    if (comments === undefined)
      return { ok: false, error: "the list of comments is none that GitHub gives", final: false };
    const found = comments.find(({ body }) => hasMarker(body ?? "", marker));
    if (found !== undefined) return { ok: true, found: { id: found.id, body: found.body ?? "" } };
    if (comments.length < PER_PAGE) return { ok: true, found: null };
  }
  const searched = MOST_PAGES * PER_PAGE;
  return failed(`more than ${searched} comments of one day: not searched further`);
}

function failed(error: string): SinkResult & { ok: false } {
  return { ok: false, error, final: true };
}

/** Line ends may come back in another form. */
function isSame(one: string, other: string): boolean {
  return one.replaceAll("\r\n", "\n").trim() === other.trim();
}
