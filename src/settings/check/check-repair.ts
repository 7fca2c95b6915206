// `repair`: whom it asks, and whether that is the sender of this hook.

import type { Problem } from "../../core/settings/problem.ts";
import { originProblems } from "./check-request.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

/** Checks it; names are not resolved here, since a load must not wait for anybody. */
export function repairProblems({ hook, config, place }: CheckedHook): Problem[] {
  const { repair } = hook;
  if (repair === undefined) return [];
  const problems: Problem[] = [];
  const wrong = (field: string, message: string, hint?: string): void =>
    void problems.push(finding("error", place, { field, message, hint }));
  if (!hook.source.startsWith("github"))
    wrong(
      "repair.kind",
      `asks GitHub, and the source of this hook is ${hook.source}`,
      "set source to github, or leave repair out",
    );
  const { repository, organization } = repair;
  if (repository === undefined && organization === undefined)
    wrong("repair", "names neither repository nor organization", 'repair.repository="owner/name"');
  if (repository !== undefined && organization !== undefined)
    wrong("repair", "names a repository and an organization; a webhook is of one of them");
  const origin = new URL(new URL(repair.apiUrl).origin);
  const ofUrl = originProblems(origin, config.forwardAllow);
  problems.push(
    ...ofUrl.map(({ level, ...words }) =>
      finding(level, place, { field: "repair.api_url", value: repair.apiUrl, ...words }),
    ),
  );
  const isFound = hook.publicUrl !== undefined || config.webhooks.publicBaseUrl !== undefined;
  if (repair.hookId === undefined && !isFound)
    problems.push(
      finding("warning", place, {
        field: "repair.hook_id",
        message: "is missing, and no public URL is known by which the webhook could be found",
        hint: "set repair.hook_id, public_url, or webhooks.public_base_url of config.json",
      }),
    );
  return problems;
}
