// In: what the ledger has just written about a run. Out: what a sender is told of it, as it stands in the outbox.

import * as z from "zod";
import type { Delivery } from "../records/delivery.ts";
import type { Run } from "../records/run.ts";
import type { Hook } from "../settings/hook.ts";
import { REPORT_STAGES, type ReportStage, type SenderReport } from "./sender-report.ts";

/** What a sender is told, before it has words. */
export const SenderMessage = z.object({
  stage: z.enum(REPORT_STAGES),
  hook_id: z.string(),
  title: z.string(),
  delivery_id: z.string(),
  /** null: the delivery ended after its runs, without another one. */
  run_id: z.string().nullable(),
  event: z.string().nullable(),
  entity: z.string().nullable(),
  /** `running` at the start. */
  status: z.string(),
  reason: z.string().nullable(),
  answer: z.string().nullable(),
  /** The agent asked for silence: what was begun is ended, and nothing is said. */
  silent: z.boolean(),
  agent: z.string().nullable(),
  duration_ms: z.number().nullable(),
  cost_usd: z.number().nullable(),
});
/** What a sender is told, before it has words. */
export type SenderMessage = z.output<typeof SenderMessage>;

/** A change that may be told: of a run, or of a delivery that ended without another one. */
export interface Told {
  readonly delivery: Delivery;
  readonly run: Run | null;
}

/** Words in place of an answer that its agent wants nobody to see. */
const SILENT = "[SILENT]";
/** Characters of an answer that are told; GitHub takes 65,536 of a comment. */
const LONGEST_ANSWER = 60_000;

/** What is told to a hook's sender; null: nothing. A test event has no sender, and its names are of nobody. */
export function senderMessage(hook: Hook, { delivery, run }: Told): SenderMessage | null {
  const stage = stageOf(delivery, run);
  if (stage === null || delivery.origin === "test") return null;
  const answer = run?.answer?.trim() ?? "";
  const silent = stage === "success" && answer.startsWith(SILENT);
  return {
    stage,
    hook_id: hook.id,
    title: hook.title,
    delivery_id: delivery.id,
    run_id: run?.id ?? null,
    event: delivery.event,
    entity: delivery.entity,
    status: stage === "start" ? "running" : (delivery.status ?? "done"),
    reason: stage === "start" ? null : (run?.reason ?? delivery.reason),
    answer: silent || answer === "" ? null : cut(answer),
    silent,
    agent: run?.agent ?? null,
    duration_ms: run === null || run.endedAt === null ? null : run.endedAt - run.startedAt,
    cost_usd: run?.costUsd ?? null,
  };
}

/**
 * Whether a report tells a message. What was begun in sight of the sender is ended there too, whatever came of it;
 * of what was not, a skip is no news, and a silent success none that has words.
 */
export function tells(report: SenderReport, message: SenderMessage): boolean {
  const { on } = report;
  if (!on.includes(message.stage)) return false;
  if (message.stage === "start" || on.includes("start")) return true;
  if (message.status.startsWith("skipped:")) return false;
  return !message.silent || isMoreThanWords(report);
}

function isMoreThanWords(report: SenderReport): boolean {
  if (report.kind !== "github") return false;
  return report.status !== false || report.check !== false || report.labels !== undefined;
}

/** A delivery that waits again has not ended: its sender is told of the last run. */
function stageOf(delivery: Delivery, run: Run | null): ReportStage | null {
  if (run?.state === "running") return "start";
  if (delivery.state !== "done" || delivery.attempts === 0) return null;
  return delivery.status === "success" ? "success" : "failure";
}

function cut(answer: string): string {
  if (answer.length <= LONGEST_ANSWER) return answer;
  const left = answer.length - LONGEST_ANSWER;
  return `${answer.slice(0, LONGEST_ANSWER).toWellFormed()}\n\n[cut: ${left} more characters]`;
}
