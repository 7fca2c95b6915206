// In: a path below GitHub's API. Out: a request as its documents ask for it.

import type { ApiAnswer, ApiRequest } from "../../outbound/ask-api.ts";
import { githubHeaders } from "../../outbound/github-headers.ts";
import type { Telling } from "./telling.ts";

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
      headers: githubHeaders(secrets.token ?? ""),
      ...more,
    });
}
