// What is said about an ended delivery, and to whom. In: how it ended. Out: rows for the outbox.

import type { Config } from "../core/settings/config.ts";
import type { Delivery } from "../core/records/delivery.ts";
import type { Hook } from "../core/settings/hook.ts";
import type { NewReport } from "../core/ports/ledger-port.ts";
import { ReportOrNotice, type Ending, type Notice, type Report } from "../core/outbound/report.ts";
import { allTargets, isChatTarget } from "../core/settings/target.ts";

/** An answer that begins so is recorded and not reported. */
const SILENT = "[SILENT]";
/** Characters of an answer that a report carries; the whole stands in the run's folder. */
const LONGEST_ANSWER = 16_000;

/**
 * The reports of an ended delivery: one per sink of the hook's `report` list. `owner` stands for the
 * owner's chats and the local one, and for the log where none is named. A skip is nobody's news, and neither is `[SILENT]`; that
 * nobody let a delivery go in time is.
 * Targets whose own answer was the success of a wake, or that took the message of a notify, are not told so.
 */
export function reportsOf(
  config: Config,
  hook: Hook | null,
  delivery: Delivery,
  ending: Ending,
): NewReport[] {
  const { status, answer } = ending.outcome;
  const isNews = !status.startsWith("skipped:") || status === "skipped:expired";
  if (!isNews || answer?.trimStart().startsWith(SILENT) === true) return [];
  const payload = JSON.stringify(toReport(hook, delivery, ending));
  const answered = answeredBy(config, hook, ending);
  return sinksOf(config, hook, answered).map((sink) => ({ sink, payload }));
}

/** A message to the owner's chats about no single run; to the log where none is named. */
export function noticesOf(config: Config, notice: Notice): NewReport[] {
  const payload = JSON.stringify(notice);
  return sinksOf(config, null).map((sink) => ({ sink, payload }));
}

/** Reads a report or notice back from the outbox. @throws ZodError where the row is not one of ours. */
export function parseReport(payload: string): ReportOrNotice {
  return ReportOrNotice.parse(JSON.parse(payload));
}

function toReport(
  hook: Hook | null,
  delivery: Delivery,
  { runId, durationMs, outcome }: Ending,
): Report {
  return {
    hook_id: delivery.hookId,
    title: hook?.title ?? delivery.hookId,
    delivery_id: delivery.id,
    run_id: runId,
    event: delivery.event,
    entity: delivery.entity,
    ...(delivery.task === null ? {} : { task: delivery.task.title }),
    status: outcome.status,
    reason: outcome.reason ?? null,
    answer: cut(outcome.answer ?? ""),
    duration_ms: durationMs,
    cost_usd: outcome.costUsd ?? null,
    denied_tools: [...(outcome.deniedTools ?? [])],
    ...(outcome.worktree === undefined ? {} : { worktree: outcome.worktree }),
  };
}

/** Those of the list without `answered`. The local chat shows what the owner is told, also while a phone is off. */
function sinksOf(
  { owner, targets }: Config,
  hook: Hook | null,
  answered: ReadonlySet<string> = new Set(),
): string[] {
  const wanted = hook?.report ?? ["owner"];
  const named = owner.length === 0 ? ["log"] : owner.map((name) => `target:${name}`);
  const ofOwner = named.filter((sink) => !answered.has(sink));
  const local = allTargets(targets).find(({ kind }) => kind === "local");
  if (ofOwner.length > 0 && local !== undefined) ofOwner.push(`target:${local.name}`);
  const sinks = wanted.flatMap((name) => {
    if (name === "owner") return ofOwner;
    return name === "log" ? ["log"] : [`target:${name}`];
  });
  return [...new Set(sinks)].filter((sink) => !answered.has(sink));
}

/**
 * The sinks of the targets that answered a wake or took a message: the outcome names them, with a comma between. What
 * stands in a chat was read by all chats of its name.
 */
function answeredBy(
  { targets }: Config,
  hook: Hook | null,
  { outcome }: Ending,
): ReadonlySet<string> {
  const isTold = hook?.mode === "wake" || hook?.mode === "notify";
  if (!isTold || outcome.status !== "success") return new Set();
  const names = new Set(outcome.agent?.split(", "));
  const chats = allTargets(targets).filter(isChatTarget);
  const read = new Set(chats.filter(({ name }) => names.has(name)).map(({ chat }) => chat));
  const readers = chats.filter(({ chat }) => read.has(chat)).map(({ name }) => name);
  return new Set([...names, ...readers].map((name) => `target:${name}`));
}

function cut(answer: string): string | null {
  if (answer === "") return null;
  if (answer.length <= LONGEST_ANSWER) return answer;
  return `${answer.slice(0, LONGEST_ANSWER).toWellFormed()}\n[cut: ${String(answer.length - LONGEST_ANSWER)} more characters in the run's result.md]`;
}
