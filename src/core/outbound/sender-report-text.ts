// In: what a sender is told. Out: the words of a comment, with the hidden lines by which it is found again and by
// which wakehook knows it as its own work when it comes back.

import { createHmac } from "node:crypto";
import { isRunId } from "../records/ids.ts";
import { markOf } from "../admission/mark.ts";
import { harmlessMarkdown } from "./sender-report-markdown.ts";
import { SenderMessage } from "./sender-report-message.ts";

const CODE_LENGTH = 16;

/** The comment of one delivery for one report: nobody without the key can make another one that is taken for it. */
export function reportMarker(deliveryId: string, position: number, key: Uint8Array): string {
  const subject = `${deliveryId}.${position}`;
  const code = createHmac("sha256", key).update(`report ${subject}`).digest("hex");
  return `<!-- wakehook-report: ${subject}.${code.slice(0, CODE_LENGTH)} -->`;
}

/** Whether a comment is the one: the marker stands on a line of its own, so that whoever quotes it has none. */
export function hasMarker(body: string, marker: string): boolean {
  return body.includes(marker) && body.split(/\r?\n/).some((line) => line.trim() === marker);
}

/** The line that makes a text known as work of a run, hidden where it is shown as Markdown; empty without a run. */
export function runMark(runId: string | null, key: Uint8Array): string {
  return runId === null || !isRunId(runId) ? "" : `<!-- ${markOf(runId, key)} -->`;
}

/** What is said where the owner gave no words: the answer, and below it what became of the run. */
export function usualText(message: SenderMessage): string {
  const { stage, title, status, answer } = message;
  if (stage === "start") return `**${title}** is at work on this.`;
  const took = durationWords(message.duration_ms);
  const facts = [`**${title}**: ${status}`, ...(took === "" ? [] : [took])].join(" · ");
  return answer === null ? facts : `${harmlessMarkdown(answer).trimEnd()}\n\n${facts}`;
}

/** How a run ended, in one short line: for a commit status. */
export function shortText({ stage, title, status, duration_ms }: SenderMessage): string {
  if (stage === "start") return `${title} is at work`;
  const took = durationWords(duration_ms);
  return took === "" ? status : `${status}, ${took}`;
}

/** What a template can speak of behind `$report`. */
export const REPORT_NAMES: readonly string[] = [
  ...Object.keys(SenderMessage.shape),
  "text",
  "mark",
];

/** What `{{$report}}` stands for in templates. */
export function reportRecord(message: SenderMessage, mark: string): Record<string, unknown> {
  return { ...message, text: withHiddenLines(usualText(message), [mark]), mark };
}

/** The words with their hidden lines; a line apart, since what stands behind words is no mark. */
export function withHiddenLines(text: string, lines: readonly string[]): string {
  const hidden = lines.filter((line) => line !== "");
  return hidden.length === 0 ? text : `${text.trimEnd()}\n\n${hidden.join("\n")}`;
}

function durationWords(ms: number | null): string {
  if (ms === null) return "";
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
