// In: how a run goes. Out: a note on the issue or merge request: made once, found again by its hidden line, and
// changed as the work goes on. https://docs.gitlab.com/api/notes/

import { gitlabNotes, type GitlabNote } from "../../core/outbound/sender-report-answers.ts";
import { hasMarker } from "../../core/outbound/sender-report-text.ts";
import type { SinkFailure } from "../sink.ts";
import type { ApiAnswer } from "../../outbound/ask-api.ts";
import { commentBody } from "./comment-body.ts";
import { gitlabPlace } from "./gitlab-place.ts";
import { never, type Tell, type Telling } from "./telling.ts";

const NEEDS = "the scope api, and the role Reporter or above in the project";
const PER_PAGE = 50;
/** Five thousand notes of a day on one issue. */
const MOST_PAGES = 100;
/** Its clock and ours may differ: notes from this long before the event are looked at, milliseconds. */
const LOOK_BACK_MS = 86_400_000;

type AskGitlab = (method: string, path: string, json?: unknown) => Promise<ApiAnswer>;

/** Tells GitLab. */
export const tellGitlab: Tell<"gitlab"> = async (telling) => {
  const found = gitlabPlace(telling.report, telling.context);
  if (!found.ok) return never(`${telling.field}: ${found.odd}`);
  const ask = createAskGitlab(telling);
  const body = commentBody(telling);
  const search = await findNote(telling, ask, found.path);
  if (!search.ok) return search;
  const { note } = search;
  if (note !== null && note.body.replaceAll("\r\n", "\n").trim() === body.trim())
    return { ok: true };
  if (note !== null) {
    const changed = await ask("PUT", `${found.path}/${note.id}`, { body });
    // Somebody has removed it just now.
    if (changed.ok || changed.httpStatus !== 404) return changed;
  }
  return ask("POST", found.path, { body, ...(found.isInternal ? { internal: true } : {}) });
};

function createAskGitlab({ report, secrets, ask }: Telling<"gitlab">): AskGitlab {
  const base = report.baseUrl.replace(/\/+$/, "");
  return (method, path, json) =>
    ask({
      method,
      url: new URL(`${base}${path}`),
      headers: [
        ["accept", "application/json"],
        ["private-token", secrets.token ?? ""],
      ],
      ...(json === undefined ? {} : { json }),
      needs: NEEDS,
    });
}

/** Newest first, as far back as it may be; of several the oldest counts: whoever copies the hidden line comes later. */
async function findNote(
  { marker, delivery }: Telling<"gitlab">,
  ask: AskGitlab,
  path: string,
): Promise<{ readonly ok: true; readonly note: GitlabNote | null } | SinkFailure> {
  const since = delivery.delivery.receivedAt - LOOK_BACK_MS;
  let note: GitlabNote | null = null;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = `sort=desc&order_by=created_at&per_page=${PER_PAGE}&page=${page}`;
    const answer = await ask("GET", `${path}?${query}`);
    if (!answer.ok) return answer;
    const notes = gitlabNotes(answer.json);
    if (notes === undefined)
      return { ok: false, error: "the list of notes is none that GitLab gives", final: false };
    note = notes.findLast(({ body }) => hasMarker(body, marker)) ?? note;
    const last = notes.at(-1);
    const isEnd = last === undefined || notes.length < PER_PAGE;
    if (isEnd || Date.parse(last.created_at) < since) return { ok: true, note };
  }
  const searched = MOST_PAGES * PER_PAGE;
  const error = `more than ${searched} notes of one day: not searched further`;
  return note === null ? { ok: false, error, final: true } : { ok: true, note };
}
