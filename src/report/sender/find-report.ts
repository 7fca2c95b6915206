// The report that a sink's name stands for, as it is written now.

import {
  NO_REPORT_SECRETS,
  senderReportsOf,
  senderSink,
  type SenderReport,
  type SenderReportSecrets,
} from "../../core/outbound/sender-report.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";

/** A report of a hook. */
export interface FoundReport {
  readonly report: SenderReport;
  readonly secrets: SenderReportSecrets;
  /** Its place in the list, counted from 0. */
  readonly position: number;
  /** `report_to_sender.0`: what reasons call it. */
  readonly field: string;
}

/** Finds it; null where no hook has it. */
export function findReport(
  { hooks }: Pick<SettingsSnapshot, "hooks">,
  sink: string,
): FoundReport | null {
  for (const { id, hook, secrets } of hooks.values()) {
    const reports = hook === null ? [] : senderReportsOf(hook);
    const position = reports.findIndex((_, at) => senderSink(id, at) === sink);
    const report = reports[position];
    if (report === undefined) continue;
    const field = reports.length === 1 ? "report_to_sender" : `report_to_sender.${position}`;
    return { report, secrets: secrets.reports?.[position] ?? NO_REPORT_SECRETS, position, field };
  }
  return null;
}

/** The hook that a sink is of, whether it is there or not. */
export function hookOfSink(sink: string): HookId {
  return sink.replace(/^sender:|:\d+$/g, "") as HookId;
}

/** What of it is secret and cannot be had just now; null: nothing. */
export function lackingSecret({ report, secrets, field }: FoundReport): string | null {
  if (report.token !== undefined && secrets.token === null) return `${field}.token`;
  if (report.kind === "github" || report.kind === "gitlab") return null;
  const lost = Object.entries(report.headers ?? {}).find(
    ([name, value]) => value === "(secret)" && secrets.headers[name] === undefined,
  );
  return lost === undefined ? null : `${field}.headers.${lost[0]}`;
}
