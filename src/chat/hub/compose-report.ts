// A report or a notice, as it is said in a chat: Markdown. What senders wrote stands in it as data.

import { escapeMarkdown } from "../../core/text/escape-markdown.ts";
import type { Report, ReportOrNotice } from "../../core/outbound/report.ts";

/** The words of a report or notice. */
export function reportText(report: ReportOrNotice): string {
  if ("notice" in report) return `**${escapeMarkdown(report.title)}**\n\n${lines(report.text)}`;
  return [head(report), ...about(report), ...(report.answer === null ? [] : [report.answer])].join(
    "\n\n",
  );
}

/** true: no phone is to ring for it. */
export function isQuietReport(report: ReportOrNotice): boolean {
  return !("notice" in report) && report.status === "success" && report.answer === null;
}

function head({ title, status }: Report): string {
  return `**${escapeMarkdown(title)}**: ${escapeMarkdown(status)}`;
}

function about(report: Report): string[] {
  const { event, entity, duration_ms: ms, cost_usd: usd, reason, task, worktree } = report;
  const facts = [
    ...(event === null ? [] : [escapeMarkdown(event)]),
    ...(entity === null ? [] : [escapeMarkdown(entity)]),
    ...(ms === null ? [] : [duration(ms)]),
    ...(usd === null ? [] : [`$${usd.toFixed(4)}`]),
    `\`${report.run_id ?? report.delivery_id}\``,
  ];
  const denied = report.denied_tools.map((tool) => escapeMarkdown(tool)).join(", ");
  return [
    facts.join(" · "),
    ...(task === undefined ? [] : [`Task: ${escapeMarkdown(task)}`]),
    ...(reason === null ? [] : [lines(reason)]),
    ...(denied === "" ? [] : [`Denied tools: ${denied}`]),
    ...(worktree === undefined
      ? []
      : [
          `Kept for you: ${escapeMarkdown(worktree.changes)}, on branch ${escapeMarkdown(worktree.branch)} in ${escapeMarkdown(worktree.folder)}`,
        ]),
  ];
}

function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Every line stays one. */
function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => escapeMarkdown(line))
    .join("\\\n");
}
