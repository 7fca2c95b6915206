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
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function cost(usd: number | null): string {
  return usd === null ? "" : `$${usd.toFixed(4)}`;
}
