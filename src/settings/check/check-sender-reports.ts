// `report_to_sender`: where it leads, whom it can name there, and what its templates speak of.

import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { originOf } from "../../core/outbound/forward-url.ts";
import {
  REPORT_STAGES,
  senderReportsOf,
  type SenderReport,
  type SenderReportSecrets,
} from "../../core/outbound/sender-report.ts";
import { textsIn } from "../../core/outbound/sender-report-arguments.ts";
import { REPORT_NAMES } from "../../core/outbound/sender-report-text.ts";
import { placeholderNames } from "../../core/text/template.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { originProblems, requestProblems, urlProblems } from "./check-request.ts";
import { finding, type Words } from "./finding.ts";
import { githubProblems } from "./check-github-report.ts";
import { senderReportField } from "../load/sender-report-secrets.ts";

/** One report of a hook, as it is checked. */
export interface CheckedReport<Report extends SenderReport = SenderReport> {
  readonly hook: CheckedHook["hook"];
  readonly report: Report;
  readonly secrets: SenderReportSecrets | undefined;
  readonly wrong: (name: string, words: Omit<Words, "field">) => Problem;
  readonly warn: (name: string, words: Omit<Words, "field">) => Problem;
}

/** Checks all of them; names are not resolved here. */
export function senderReportProblems(checked: CheckedHook): Problem[] {
  const { hook, config, place } = checked;
  const reports = senderReportsOf(hook);
  if (reports.length === 0) return [];
  const field = "report_to_sender";
  const message = "the feature sender_reports is off: nothing is told to the sender";
  const hint = "wakehook config set features.sender_reports true";
  const off = config.features.sender_reports
    ? []
    : [finding("warning", place, { field, message, hint })];
  return [...off, ...reports.flatMap((_, position) => reportProblems(checked, position))];
}

/** The origins that reports go to, those of the public APIs apart, with the field that names each. */
export function senderOrigins({ hook, secrets }: Pick<CheckedHook, "hook" | "secrets">): Array<{
  readonly field: string;
  readonly origin: string;
}> {
  return senderReportsOf(hook).flatMap((report, position) => {
    const name = senderReportField(hook, position);
    const isApi = report.kind === "github" || report.kind === "gitlab";
    const written = isApi ? report.baseUrl : (secrets.reports?.[position]?.url ?? report.url);
    const origin = originOf(written);
    if (origin === null || PUBLIC_APIS.has(origin)) return [];
    return [{ field: `${name}.${isApi ? "base_url" : "url"}`, origin }];
  });
}

const PUBLIC_APIS: ReadonlySet<string> = new Set(["https://api.github.com", "https://gitlab.com"]);

function reportProblems(checked: CheckedHook, position: number): Problem[] {
  const { hook, place } = checked;
  const report = senderReportsOf(hook)[position];
  if (report === undefined) return [];
  const name = senderReportField(hook, position);
  const say = (level: "error" | "warning") => (field: string, words: Omit<Words, "field">) =>
    finding(level, place, { field: field === "" ? name : `${name}.${field}`, ...words });
  const secrets = checked.secrets.reports?.[position];
  const of = { hook, report, secrets, wrong: say("error"), warn: say("warning") };
  return [...kindProblems(checked, of, name), ...stageProblems(of), ...templateProblems(of)];
}

function kindProblems(checked: CheckedHook, of: CheckedReport, name: string): Problem[] {
  const { report, secrets } = of;
  const url = secrets?.url ?? null;
  if (report.kind === "github")
    return [...apiProblems(checked, report.baseUrl, of), ...githubProblems({ ...of, report })];
  if (report.kind === "gitlab") {
    const isOwn = of.hook.source.startsWith("gitlab") || report.project !== undefined;
    const message = "is missing: only GitLab's own events name a project";
    const lost = isOwn ? [] : [of.wrong("project", { message })];
    return [...apiProblems(checked, report.baseUrl, of), ...lost];
  }
  if (report.kind === "http")
    return requestProblems(checked, { template: report, url, field: name });
  const where = { template: { url: report.url }, url, field: name };
  if (placeholderNames(url ?? report.url).length === 0) return urlProblems(checked, where);
  return [of.wrong("url", { message: "has a placeholder: an MCP server has one address" })];
}

function apiProblems({ config }: CheckedHook, baseUrl: string, of: CheckedReport): Problem[] {
  return originProblems(new URL(new URL(baseUrl).origin), config.forwardAllow).map(
    ({ level, ...words }) =>
      (level === "error" ? of.wrong : of.warn)("base_url", { value: baseUrl, ...words }),
  );
}

/** Words for a stage that is never told. */
function stageProblems({ report, warn }: CheckedReport): Problem[] {
  if (report.kind === "http" || report.kind === "mcp") return [];
  const byStage = [
    ["text", report.text],
    ["labels", report.kind === "github" ? report.labels : undefined],
  ] as const;
  return byStage.flatMap(([field, stages]) =>
    REPORT_STAGES.filter(
      (stage) => stages?.[stage] !== undefined && !report.on.includes(stage),
    ).map((stage) =>
      warn(`${field}.${stage}`, { message: `has no effect: on does not name ${stage}` }),
    ),
  );
}

/** A name behind `$report` that there is not stays visible at the sender. */
function templateProblems({ report, wrong }: CheckedReport): Problem[] {
  const { kind: _, on: _on, token: _token, ...templates } = report;
  const names = new Set(textsIn(templates).flatMap((text) => placeholderNames(text)));
  return [...names].flatMap((name) => {
    const [root, first] = name.split(".");
    if (root !== "$report" || first === undefined || REPORT_NAMES.includes(first)) return [];
    const hint =
      didYouMean(nearestName(first, REPORT_NAMES)) ?? `one of: ${REPORT_NAMES.join(", ")}`;
    return [wrong("", { value: `{{${name}}}`, message: "a report has no such value", hint })];
  });
}
