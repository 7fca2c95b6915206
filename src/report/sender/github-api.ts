// In: a path below GitHub's API. Out: a request as its documents ask for it.
// https://docs.github.com/en/rest/about-the-rest-api/api-versions

import type { ApiAnswer, ApiRequest } from "../../outbound/ask-api.ts";
import type { Telling } from "./telling.ts";

const VERSION = "2022-11-28";

/** Asks for a path. */
export type AskGithub = (
  method: string,
  path: string,
  more: Pick<ApiRequest, "json" | "needs">,
) => Promise<ApiAnswer>;

/** Makes what asks GitHub with a report's token. */
export function createAskGithub({ report, secrets, ask }: Telling<"github">): AskGithub {
  const base = report.baseUrl.replace(/\/+$/, "");
  return (method, path, more) =>
    ask({
      method,
      url: new URL(`${base}${path}`),
      headers: [
        ["accept", "application/vnd.github+json"],
        ["authorization", `Bearer ${secrets.token ?? ""}`],
        ["x-github-api-version", VERSION],
      ],
      ...more,
    });
}
