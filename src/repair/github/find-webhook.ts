// In: a repository or organization, and a hook's public URL. Out: the number of the webhook at GitHub that leads there.

import type { MissedTrouble } from "../../core/ports/missed-port.ts";
import { readGithubWebhooks } from "../../core/outbound/github-deliveries.ts";
import { askGithub, hooksPath, type GithubDeps } from "./ask-github.ts";
import { digitsOf } from "./exact-json.ts";
import { nextCursor } from "./next-cursor.ts";

const MOST_PAGES = 10;
/** Finds it; one that is switched on goes before one that is not. Never throws. */
export async function findWebhook(
  deps: GithubDeps,
  publicUrl: string | null,
): Promise<{ readonly ok: true; readonly id: string } | MissedTrouble> {
  const { hookId } = deps.repair;
  if (hookId !== undefined) return { ok: true, id: String(hookId) };
  if (publicUrl === null)
    return owners("no public URL is known by which the webhook could be found: set repair.hook_id");
  let seen = 0;
  let switchedOff: string | null = null;
  for (let page: string | null = "1", asked = 0; page !== null && asked < MOST_PAGES; asked += 1) {
    const path = `${hooksPath(deps.repair)}?per_page=100&page=${encodeURIComponent(page)}`;
    const answer = await askGithub(deps, "GET", path);
    if (!answer.ok) return answer;
    const webhooks = readGithubWebhooks(answer.json);
    if (webhooks === null) return odd("its list of webhooks is not what its documents say");
    seen += webhooks.length;
    for (const { id, active, config } of webhooks) {
      const digits = digitsOf(id);
      if (digits === null || !isSame(config.url, publicUrl)) continue;
      if (active !== false) return { ok: true, id: digits };
      switchedOff ??= digits;
    }
    page = nextCursor(answer.link);
  }
  if (switchedOff !== null) return { ok: true, id: switchedOff };
  const where = deps.repair.repository ?? deps.repair.organization ?? "";
  return owners(
    `none of the ${seen} webhooks of ${where} leads to ${publicUrl}: set repair.hook_id`,
  );
}

function owners(word: string): MissedTrouble {
  return { ok: false, word, isOwners: true };
}

function odd(word: string): MissedTrouble {
  return { ok: false, word, isOwners: false };
}

function isSame(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, "");
}
