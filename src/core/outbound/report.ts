// One report, as it stands in the outbox and on the wire.

import * as z from "zod";
import type { RunOutcome } from "../records/run.ts";
import type { RunId } from "../records/ids.ts";
import type { Status } from "../records/status.ts";

/** What one report says, as it stands in the outbox. */
export const Report = z.object({
  hook_id: z.string(),
  title: z.string(),
  delivery_id: z.string(),
  run_id: z.string().nullable(),
  event: z.string().nullable(),
  entity: z.string().nullable(),
  /** The title of the task that the delivery is; absent where it is none. */
  task: z.string().optional(),
  status: z.string(),
  reason: z.string().nullable(),
  answer: z.string().nullable(),
  duration_ms: z.number().nullable(),
  cost_usd: z.number().nullable(),
  denied_tools: z.array(z.string()),
  /** What the run changed in a worktree of its own; absent where it had none, or changed nothing. */
  worktree: z.object({ branch: z.string(), folder: z.string(), changes: z.string() }).optional(),
});
/** What one report says, as it stands in the outbox. */
export type Report = z.output<typeof Report>;

/** How a delivery ended or why it stopped, with a run or without: what a report is made of. */
export interface Ending {
  readonly runId: RunId | null;
  /** Milliseconds; null without a run. */
  readonly durationMs: number | null;
  readonly outcome: {
    readonly status: Status;
    readonly reason?: string | undefined;
  } & Pick<RunOutcome, "agent" | "answer" | "costUsd" | "deniedTools" | "worktree">;
}

/** A message to the owner about no single run: a pause, a digest, a silence. */
export const Notice = z.object({
  /** What it is about, as a key that is said once: `budget`, `quiet_hours`, `agent`, `silence`, `fuse`. */
  notice: z.string(),
  title: z.string(),
  text: z.string(),
  hook_id: z.string().nullable(),
});
/** A message to the owner about no single run: a pause, a digest, a silence. */
export type Notice = z.output<typeof Notice>;

/** Whatever stands in the outbox. */
export const ReportOrNotice = z.union([Report, Notice]);
/** Whatever stands in the outbox. */
export type ReportOrNotice = Report | Notice;

/** No try of a report is ever planned further ahead, milliseconds. */
export const LONGEST_RETRY_MS = 3_600_000;
