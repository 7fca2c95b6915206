// A report or a notice in words, for a chat or a program.

import { withoutMentions } from "../core/text/defuse.ts";
import type { Report, ReportOrNotice } from "../core/outbound/report.ts";

/** The message of a report: one line that says what happened, then the answer. */
export function toMessage(report: ReportOrNotice): string {
  return "notice" in report ? `${report.title}\n${report.text}` : reportMessage(report);
}

function reportMessage(report: Report): string {
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
  return [
    head,
    report.task === undefined ? "" : `Task: ${withoutMentions(report.task)}`,
    report.reason ?? "",
    denied,
    kept(report),
    nextStep(report),
    report.answer === null ? "" : `\n${report.answer}`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function kept({ worktree }: Report): string {
  if (worktree === undefined) return "";
  return `Kept for you: ${worktree.changes}, on branch ${worktree.branch} in ${worktree.folder}`;
}

/** What the owner may say to a delivery that waits for a word. */
function nextStep({ status, delivery_id: id }: Report): string {
  if (status === "held:approval")
    return `wakehook delivery show ${id}, then: wakehook delivery approve ${id} (or --read-only), or: wakehook delivery discard ${id}`;
  if (status === "held:todo")
    return `To start it: wakehook delivery release ${id}, or to cancel it: wakehook delivery discard ${id}`;
  return status === "held:paused" ? `To let it go on: wakehook delivery release ${id}` : "";
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
