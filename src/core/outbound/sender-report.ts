// What is told to the system that sent an event: `report_to_sender` of a hook, as it is written and as it is in force.

import * as z from "zod";
import { BaseUrl } from "../settings/base-url.ts";
import { HEADER_NAME } from "../settings/hook-parts.ts";
import { snakeObject } from "../settings/snake-object.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

/** What of a delivery is told: its first run begins, it has ended well, it has ended otherwise. */
export const REPORT_STAGES = ["start", "success", "failure"] as const;
/** What of a delivery is told. */
export type ReportStage = (typeof REPORT_STAGES)[number];

const template = z.string().min(1);
const headers = z
  .record(z.string().regex(HEADER_NAME, "not a header name"), z.string())
  .optional()
  .meta(secret("headers of its own; values may be file:/path, env:NAME or Bearer env:NAME"));
const bearer = z.string().min(1).optional().meta(secret("sent as Authorization: Bearer"));

const on = z
  .array(z.enum(REPORT_STAGES))
  .min(1)
  .default(["success", "failure"])
  .meta(meaning("when it is told: start, success, failure"));
const text = snakeObject({
  start: template.optional(),
  success: template.optional(),
  failure: template.optional(),
})
  .optional()
  .meta(meaning("templates that take the place of wakehook's own words, by stage"));

const labelChange = snakeObject({
  add: z.array(z.string().min(1)).default([]),
  remove: z.array(z.string().min(1)).default([]),
});

const GithubReport = snakeObject({
  kind: z.literal("github"),
  on,
  token: z.string().min(1).meta(secret("an access token; its scopes are in docs/reports.md")),
  base_url: BaseUrl.default("https://api.github.com").meta(meaning("where the API is")),
  repository: template.optional().meta(meaning("owner/name; default the event's")),
  issue: template
    .optional()
    .meta(meaning("number of the issue or pull request; default the event's")),
  sha: template.optional().meta(meaning("commit of status and check; default the event's")),
  comment: z.boolean().default(true).meta(meaning("one comment, which goes on as the work does")),
  text,
  status: z
    .union([z.boolean(), z.string().min(1).max(200)])
    .default(false)
    .meta(meaning("commit status: true, or its name; default wakehook/<hook>")),
  check: z
    .union([z.boolean(), z.string().min(1).max(200)])
    .default(false)
    .meta(meaning("check run: true, or its name; only with the token of a GitHub App")),
  labels: snakeObject({
    start: labelChange.optional(),
    success: labelChange.optional(),
    failure: labelChange.optional(),
  })
    .optional()
    .meta(meaning("labels of the issue that are added and removed, by stage")),
});

const GitlabReport = snakeObject({
  kind: z.literal("gitlab"),
  on,
  token: z.string().min(1).meta(secret("an access token; its scopes are in docs/reports.md")),
  base_url: BaseUrl.default("https://gitlab.com/api/v4").meta(meaning("where the API is")),
  project: template.optional().meta(meaning("id or path of the project; default the event's")),
  issue: template.optional().meta(meaning("number (iid) of the issue; default the event's")),
  merge_request: template.optional().meta(meaning("number (iid); default the event's")),
  text,
});

const HttpReport = snakeObject({
  kind: z.literal("http"),
  on,
  token: bearer,
  url: template.meta(meaning("with {{placeholders}} behind the host")),
  method: template.default("POST"),
  headers,
  body: z.string().optional().meta(meaning("default: the report as JSON")),
});

const McpReport = snakeObject({
  kind: z.literal("mcp"),
  on,
  token: bearer,
  url: template.meta(meaning("the server's address (streamable HTTP), without placeholders")),
  tool: z.string().min(1).max(200).meta(meaning("its name, as the server calls it")),
  arguments: z
    .record(z.string(), z.unknown())
    .default({})
    .meta(
      meaning("JSON whose texts are templates; one that is a placeholder alone keeps its kind"),
    ),
  headers,
});

/** One entry of `report_to_sender`. */
export const SenderReport = z.discriminatedUnion("kind", [
  GithubReport,
  GitlabReport,
  HttpReport,
  McpReport,
]);
/** One entry of `report_to_sender`. */
export type SenderReport = z.output<typeof SenderReport>;
/** One entry of a kind. */
export type SenderReportOf<Kind extends SenderReport["kind"]> = Extract<
  SenderReport,
  { kind: Kind }
>;

/** More would be a list of subscribers: those are subscriptions. */
const MOST_REPORTS = 16;

/** `report_to_sender`: one, or several. */
export const SenderReports = z.union([
  SenderReport,
  z.array(SenderReport).min(1).max(MOST_REPORTS),
]);

/** `report_to_sender`: one, or several. */
export type SenderReports = z.output<typeof SenderReports>;

/** What of a report is secret, resolved; kept apart from the hook. */
export interface SenderReportSecrets {
  /** null: there is none, or it cannot be had. */
  readonly token: string | null;
  /** Where the URL stands elsewhere (`env:`, `file:`); null: it is in the hook. */
  readonly url: string | null;
  /** Headers whose values are sent as they are, by the names in the hook. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Where there is nothing secret, or it cannot be had. */
export const NO_REPORT_SECRETS: SenderReportSecrets = { token: null, url: null, headers: {} };

/** The reports of a hook, in their order. */
export function senderReportsOf(hook: {
  readonly reportToSender?: SenderReports | undefined;
}): readonly SenderReport[] {
  const { reportToSender = [] } = hook;
  return Array.isArray(reportToSender) ? reportToSender : [reportToSender];
}

/** The name of a report's sink in the outbox. */
export function senderSink(hookId: string, position: number): string {
  return `sender:${hookId}:${position}`;
}
