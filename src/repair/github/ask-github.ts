// In: a path below GitHub's API. Out: its answer, with what GitHub says of its clock and of its patience.

import type { MissedTrouble } from "../../core/ports/missed-port.ts";
import type { HookRepairOf } from "../../core/settings/repair.ts";
import type { Ask } from "../../outbound/ask-api.ts";
import { githubHeaders } from "../../outbound/github-headers.ts";
import type { Clock } from "../../system/clock.ts";
import { parseExact } from "./exact-json.ts";

/** What asking GitHub needs. */
export interface GithubDeps {
  readonly ask: Ask;
  readonly clock: Pick<Clock, "now">;
  readonly repair: HookRepairOf<"github">;
  readonly token: string;
}

/** What was answered. */
export type GithubAnswer =
  | {
      readonly ok: true;
      /** Numbers as they came; undefined: no JSON, or not whole. */
      readonly json: unknown;
      /** The `Link` header. */
      readonly link: string | null;
      /** What GitHub's clock showed; epoch milliseconds. */
      readonly serverNow: number;
      /** How long GitHub wants to be left alone; 0: not at all. */
      readonly waitMs: number;
    }
  | (MissedTrouble & { readonly httpStatus: number | null });

/** What a token needs to read deliveries, and to ask for another attempt. */
const READS = "Webhooks: read (fine-grained), or read:repo_hook (classic)";
const READS_ORG = "organization Webhooks: read (fine-grained), or admin:org_hook (classic)";
const SENDS = "Webhooks: write (fine-grained), or write:repo_hook (classic)";
const SENDS_ORG = "organization Webhooks: write (fine-grained), or admin:org_hook (classic)";

/** A payload is 25 MB at most; written out for people it may be twice as long. */
const ANSWER_BYTES = 67_108_864;
const LONGEST_WAIT_MS = 3_600_000;

/** Asks once. Never throws. */
export async function askGithub(
  { ask, clock, repair, token }: GithubDeps,
  method: "GET" | "POST",
  path: string,
): Promise<GithubAnswer> {
  const base = repair.apiUrl.replace(/\/+$/, "");
  const answer = await ask({
    method,
    url: new URL(`${base}${path}`),
    headers: githubHeaders(token),
    needs: needsOf(method, repair),
    answerBytes: ANSWER_BYTES,
  });
  if (!answer.ok) {
    const { error: word, final: isOwners, retryAfterMs: waitMs, httpStatus = null } = answer;
    return { ok: false, word, isOwners, waitMs, httpStatus };
  }
  const { headers, text, cut } = answer;
  const dated = Date.parse(headers.date ?? "");
  const serverNow = Number.isNaN(dated) ? clock.now() : dated;
  const reset = Number(headers["x-ratelimit-reset"]) * 1000 - serverNow;
  const isUsedUp = headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset);
  return {
    ok: true,
    json: cut ? undefined : jsonOf(text),
    link: typeof headers.link === "string" ? headers.link : null,
    serverNow,
    waitMs: isUsedUp ? Math.min(Math.max(1000, reset), LONGEST_WAIT_MS) : 0,
  };
}

/** Where the deliveries of a webhook are, or the webhooks of a repository. */
export function hooksPath({
  repository,
  organization,
}: Pick<GithubDeps["repair"], "repository" | "organization">): string {
  return repository === undefined
    ? `/orgs/${organization ?? ""}/hooks`
    : `/repos/${repository}/hooks`;
}

function needsOf(method: "GET" | "POST", { repository }: GithubDeps["repair"]): string {
  if (repository === undefined) return method === "GET" ? READS_ORG : SENDS_ORG;
  return method === "GET" ? READS : SENDS;
}

function jsonOf(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}
