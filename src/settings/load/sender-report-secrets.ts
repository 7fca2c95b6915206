// In: `report_to_sender` as it was written. Out: what of it is secret, with `env:` and `file:` resolved, and what is
// wrong with it.

import type { Problem } from "../../core/settings/problem.ts";
import {
  senderReportsOf,
  type SenderReport,
  type SenderReportSecrets,
} from "../../core/outbound/sender-report.ts";
import type { Hook } from "../../core/settings/hook.ts";
import { hiddenFinding } from "../check/finding.ts";
import {
  forwardSecretValues,
  HEADER_VALUE,
  resolveForward,
  type ResolveDeps,
} from "./forward-secrets.ts";
import type { resolveSecret } from "./secrets.ts";

/** What a report is called in problems: its place is named where there are several. */
export function senderReportField(hook: Hook, position: number): string {
  return Array.isArray(hook.reportToSender) ? `report_to_sender.${position}` : "report_to_sender";
}

/** Resolves all of them; undefined where the hook has none. */
export async function resolveSenderReports(
  hook: Hook,
  deps: Omit<ResolveDeps, "field">,
  ask: typeof resolveSecret,
): Promise<
  | { readonly secrets: readonly SenderReportSecrets[]; readonly problems: readonly Problem[] }
  | undefined
> {
  const reports = senderReportsOf(hook);
  if (reports.length === 0) return undefined;
  const resolved = await Promise.all(
    reports.map((report, at) =>
      resolveOne(report, { ...deps, field: senderReportField(hook, at) }, ask),
    ),
  );
  return {
    secrets: resolved.map(({ secrets }) => secrets),
    problems: resolved.flatMap(({ problems }) => problems),
  };
}

async function resolveOne(
  report: SenderReport,
  deps: ResolveDeps & { readonly field: string },
  ask: typeof resolveSecret,
): Promise<{ readonly secrets: SenderReportSecrets; readonly problems: readonly Problem[] }> {
  const { environment, place } = deps;
  const field = `${deps.field}.token`;
  const token = await ask(report.token, environment, { ...place, field });
  const message = "is not fit for a header: one line of printable characters";
  const isFit = token.value === null || HEADER_VALUE.test(token.value);
  const wrong = isFit ? [] : [hiddenFinding("error", place, { field, message })];
  const isByTemplate = report.kind === "http" || report.kind === "mcp";
  const forward = isByTemplate ? await resolveForward(report, deps, ask) : NOTHING;
  const { url, headers } = forward.secrets;
  return {
    secrets: { token: isFit ? token.value : null, url, headers },
    problems: [...token.problems, ...wrong, ...forward.problems],
  };
}

const NOTHING = { secrets: { url: null, headers: {} }, problems: [] };

/** Every secret value of them, for masking. */
export function senderSecretValues(reports: readonly SenderReportSecrets[]): string[] {
  return reports.flatMap(({ token, url, headers }) => [
    ...forwardSecretValues({ url, headers, secret: token }),
  ]);
}
