// Labels of an issue or pull request. Adding one that is there, or removing one that is not, changes nothing.
// https://docs.github.com/en/rest/issues/labels

import type { SinkResult } from "../sink.ts";
import type { AskGithub } from "./github-api.ts";
import type { Telling } from "./telling.ts";

const NEEDS =
  "Issues: write or, for pull requests, Pull requests: write (fine-grained), or the scope repo (classic; public_repo for public ones)";

/** Removes, then adds. */
export async function tellByLabels(
  { report, message }: Telling<"github">,
  ask: AskGithub,
  { repository, issue }: { readonly repository: string; readonly issue: string },
): Promise<SinkResult> {
  const { add = [], remove = [] } = report.labels?.[message.stage] ?? {};
  const path = `/repos/${repository}/issues/${issue}/labels`;
  for (const label of remove) {
    const removed = await ask("DELETE", `${path}/${encodeURIComponent(label)}`, { needs: NEEDS });
    if (!removed.ok && removed.httpStatus !== 404) return removed;
  }
  if (add.length === 0) return { ok: true };
  return ask("POST", path, { json: { labels: add }, needs: NEEDS });
}
