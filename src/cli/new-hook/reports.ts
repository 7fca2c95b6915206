// In: `--report-url` and `--report-token`, or an answer. Out: how the sender is told of its task, where its preset knows how.

import { WakehookError } from "../../core/records/errors.ts";
import type { Source, SuggestedReport } from "../../core/events/source.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";

/** One entry of `report_to_sender`, as it is written to webhooks.json. */
export type NewReport =
  | (SuggestedReport & { readonly kind: "mcp"; readonly url: string; readonly token?: string })
  | { readonly kind: "github" | "gitlab"; readonly token: string; readonly base_url?: string };

/** The preset's reports, at the address that the owner gives; undefined: the sender is told nothing. @throws WakehookError `usage`. */
export async function chooseReports(
  { ask }: CommandContext,
  input: Input,
  { name, title, suggests }: Source,
): Promise<readonly NewReport[] | undefined> {
  const typed = input.text("reportUrl");
  const token = input.text("reportToken");
  const api = API_SENDERS.find((kind) => name === kind || name.startsWith(`${kind}-`));
  if (api !== undefined) return reportsByApi(api, { url: typed, token });
  const reports = suggests?.reports;
  if (reports === undefined || (typed === undefined && token !== undefined))
    return refuseGiven({ title, given: typed ?? token, isKnown: reports !== undefined });
  const question = `URL of the MCP server of ${title}, to tell it how the work goes (empty: no):`;
  const url = typed ?? (await ask?.text(question)) ?? "";
  if (url === "") return undefined;
  const secret = token ?? (await ask?.text("Its token, or file:/path (empty: none):")) ?? "";
  const shown = secret === "" ? {} : { token: secret };
  return reports.map(({ on, tool, arguments: given }) =>
    Object.assign({ kind: "mcp" as const, on, url, tool, arguments: given }, shown),
  );
}

/** Senders that are told by their own API, with a token. */
const API_SENDERS = ["github", "gitlab"] as const;

function reportsByApi(
  kind: (typeof API_SENDERS)[number],
  { url, token }: { readonly url: string | undefined; readonly token: string | undefined },
): readonly NewReport[] | undefined {
  if (token !== undefined)
    return [{ kind, token, ...(url === undefined ? {} : { base_url: url }) }];
  if (url === undefined) return undefined;
  throw new WakehookError("usage", "--report-url is given without --report-token", {
    hint: "give an access token, as file:/path: its scopes are in docs/reports.md",
  });
}

function refuseGiven(about: {
  readonly title: string;
  readonly given: string | undefined;
  readonly isKnown: boolean;
}): undefined {
  if (about.given === undefined) return undefined;
  throw about.isKnown
    ? new WakehookError("usage", "--report-token is given without --report-url")
    : new WakehookError("usage", `hook add knows no reports to ${about.title}`, {
        hint: "add the hook, then set its report_to_sender",
      });
}
