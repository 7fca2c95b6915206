// A report in words, for a chat or a program.

import type { Report } from "../core/report.ts";

/** The message of a report: one line that says what happened, then the answer. */
export function toMessage(report: Report): string {
  const about = [report.event, report.entity].filter((part) => part !== null).join(" ");
  const facts = [duration(report.duration_ms), cost(report.cost_usd)].filter((part) => part !== "");
  const head = [
    `${report.title}: ${report.status}`,
    ...(about === "" ? [] : [about]),
    ...facts,
    report.run_id ?? report.delivery_id,
  ].join(" · ");
  const denied =
    report.denied_tools.length === 0 ? "" : `Denied tools: ${report.denied_tools.join(", ")}`;
  return [head, report.reason ?? "", denied, report.answer === null ? "" : `\n${report.answer}`]
    .filter((part) => part !== "")
    .join("\n");
}

function duration(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${String(Math.floor(ms / 60_000))} min ${String(Math.round((ms % 60_000) / 1000))} s`;
}

function cost(usd: number | null): string {
  return usd === null ? "" : `$${usd.toFixed(4)}`;
}
