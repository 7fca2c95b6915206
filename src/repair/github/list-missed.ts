// In: a webhook at GitHub. Out: what GitHub tried to deliver, page by page, and each delivery whole.
// https://docs.github.com/en/rest/repos/webhooks

import type { Attempt, ListMissed, MissedTrouble } from "../../core/ports/missed-port.ts";
import { readGithubAttempt } from "../../core/outbound/github-deliveries.ts";
import { askGithub, hooksPath, type GithubAnswer, type GithubDeps } from "./ask-github.ts";
import { digitsOf } from "./exact-json.ts";
import { findWebhook } from "./find-webhook.ts";
import { nextCursor } from "./next-cursor.ts";
import { readDelivery } from "./read-delivery.ts";

const PAGE = 100;

/** Asks GitHub about one webhook, which is looked up at the first question. */
export function createGithubMissed(deps: GithubDeps, publicUrl: string | null): ListMissed {
  let webhook: string | null = null;

  /** Never throws. */
  async function deliveries(): Promise<
    { readonly ok: true; readonly path: string } | MissedTrouble
  > {
    if (webhook === null) {
      const found = await findWebhook(deps, publicUrl);
      if (!found.ok) return found;
      webhook = found.id;
    }
    return { ok: true, path: `${hooksPath(deps.repair)}/${webhook}/deliveries` };
  }

  /** What is not there any more, and what may not be seen, are both answered 404. */
  async function isWebhookThere(): Promise<GithubAnswer> {
    return askGithub(deps, "GET", `${hooksPath(deps.repair)}/${webhook ?? ""}`);
  }

  return {
    async page(cursor) {
      const at = await deliveries();
      if (!at.ok) return at;
      const more = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await askGithub(deps, "GET", `${at.path}?per_page=${PAGE}${more}`);
      if (!answer.ok) {
        const isCursorGone = cursor !== null && [400, 422].includes(answer.httpStatus ?? 0);
        return { ...answer, isCursorGone };
      }
      if (!Array.isArray(answer.json)) return odd("its list of deliveries is no list");
      const attempts = answer.json.flatMap((one) => toAttempt(one, answer.serverNow, deps) ?? []);
      return { ok: true, attempts, cursor: nextCursor(answer.link), waitMs: answer.waitMs };
    },
    async fetch({ id, ref }) {
      const at = await deliveries();
      if (!at.ok) return at;
      const answer = await askGithub(deps, "GET", `${at.path}/${ref}`);
      if (answer.ok) return readDelivery(answer, id);
      const { httpStatus } = answer;
      if (httpStatus !== 404 && httpStatus !== 410)
        return { ...answer, isOfItem: (httpStatus ?? 0) >= 500 };
      const there = await isWebhookThere();
      if (!there.ok) return there;
      const { waitMs } = there;
      return { ok: "lost", word: "GitHub no longer keeps it", waitMs };
    },
    async redeliver({ ref }) {
      const at = await deliveries();
      if (!at.ok) return at;
      const answer = await askGithub(deps, "POST", `${at.path}/${ref}/attempts`);
      if (answer.ok) return { ok: true, waitMs: answer.waitMs };
      if (!answer.isOwners) return answer;
      return { ok: "lost", word: `its payload is not to be had, and: ${answer.word}`, waitMs: 0 };
    },
  };
}

function odd(word: string): MissedTrouble {
  return { ok: false, word: `GitHub answered, but ${word}`, isOwners: false };
}

/** GitHub's instants are by its own clock: what counts is how long ago that was. */
function toAttempt(one: unknown, serverNow: number, { clock }: GithubDeps): Attempt | null {
  const read = readGithubAttempt(one);
  if (read === null) return null;
  const { guid: id, event, action = null, status_code: status = null } = read;
  const ref = digitsOf(read.id);
  const deliveredAt = Date.parse(read.delivered_at);
  if (ref === null || Number.isNaN(deliveredAt)) return null;
  const sentAt = clock.now() - Math.max(0, serverNow - deliveredAt);
  const ok = status !== null && status >= 200 && status <= 299;
  return { id, ref, event, action, sentAt, ok, isRepeat: read.redelivery === true };
}
