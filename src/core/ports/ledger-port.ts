// What the stages may ask of the ledger. Each takes only the part it needs: Pick<LedgerPort, ...>.

import type { Pause, PauseKind } from "../admission/pause.ts";
import type { Delivery } from "../records/delivery.ts";
import type { DeliveryId, HookId, RunId } from "../records/ids.ts";
import type { AcceptOutcome, NewDelivery } from "../records/new-delivery.ts";
import type { OutboxEntry, OutboxTry } from "../records/outbox-entry.ts";
import type { Run, RunOutcome } from "../records/run.ts";
import type { DoneStatus, HeldStatus } from "../records/status.ts";
import type { Permission } from "../settings/providers.ts";
import type { LedgerPiecesPort } from "./ledger-pieces-port.ts";
import type { Allowance, LedgerReadPort } from "./ledger-read-port.ts";

/** Bounds of one accept. */
export interface AcceptLimits {
  /** Deliveries that may wait (queued and held). */
  readonly maxQueued: number;
}

/** A message to be written in the transaction of what it tells. */
export interface NewReport {
  /** `log`, `target:<name>`, `subscription:<id>` or `sender:<hook>:<place>`. */
  readonly sink: string;
  /** The event that a subscription is told. */
  readonly event?: string;
  /** JSON text. */
  readonly payload: string;
}

/** A run that is about to start. */
export interface NewRun {
  readonly id: RunId;
  readonly deliveryId: DeliveryId;
  readonly mode: string;
  readonly agent: string | null;
  readonly startedAt: number;
}

/** What a delivery does after one of its runs ended. */
export type AfterRun =
  | { readonly kind: "done" }
  /** Waits for another attempt, not before an instant. */
  | { readonly kind: "requeue"; readonly reason: string; readonly notBefore: number }
  | {
      readonly kind: "hold";
      readonly status: HeldStatus;
      readonly reason: string;
      readonly until: number | null;
    };

/** Why a delivery is held, and how long. */
export interface NewHold {
  readonly status: HeldStatus;
  readonly reason: string | null;
  /** When it goes on by itself; null: nobody knows. */
  readonly until: number | null;
  /** When it ends as `skipped:expired`; null: never. */
  readonly expiresAt: number | null;
}

/** What the owner lets go for one delivery. */
export interface Waiver {
  /** Reasons to hold that are not asked again for it. */
  readonly waived: readonly HeldStatus[];
  /** The most that its run may do; null: what the hook says. */
  readonly permission: Permission | null;
}

/** Which entries are to be sent now. */
export interface DueReports {
  readonly sink: string;
  readonly now: number;
  readonly limit: number;
  /** true: one after the other in their order, so that one that waits holds up those behind it. */
  readonly ordered: boolean;
}

/** What came of a try that failed. */
export interface ReportFailure extends OutboxTry {
  readonly error: string;
  /** null gives up. */
  readonly nextAt: number | null;
  /** Nothing more is sent to the sink, and its owner is told. */
  readonly stop?: { readonly reason: string; readonly reports: readonly NewReport[] } | undefined;
}

/** What is kept and what is emptied. */
export interface RetentionPolicy {
  readonly now: number;
  readonly days: number;
  readonly maxDeliveries: number;
  readonly maxBytes: number;
  readonly dedupeDays: number;
}

/** Everything the ledger does. Methods without a promise are synced to disk when they return. */
export interface LedgerPort extends LedgerReadPort {
  readonly pieces: LedgerPiecesPort;
  /**
   * Keeps a delivery and its claims in one synced transaction with the others that wait.
   * @throws WakehookError `queue_full`, or `storage_unavailable` where the disk takes no more; nothing is claimed then.
   */
  accept(delivery: NewDelivery, limits: AcceptLimits): Promise<AcceptOutcome>;
  /** Whether a hook holds one of these claims in force (`core/records/claim-key.ts`); costs next to nothing. */
  isClaimed(hookId: HookId, keys: readonly string[]): boolean;
  /** What is queued or held, oldest first. */
  waiting(): Delivery[];
  /** How many are queued or held; kept in memory, costs nothing. */
  waitingCount(): number;
  /** queued or held -> held; with what the owner is told about it, if anything. `heldSince` stays where it was held for the same. */
  hold(id: DeliveryId, hold: NewHold, reports?: readonly NewReport[]): void;
  /** held -> queued; with what the owner has let go for it. */
  release(id: DeliveryId, waiver?: Waiver): void;
  /** queued stays queued, not to start before an instant; `burstSince` null where it is no burst. */
  postpone(
    id: DeliveryId,
    until: number,
    wait: { readonly reason: string; readonly burstSince: number | null },
  ): void;
  /** The older (queued or held) -> done as `skipped:coalesced`; the newer counts it, and keeps the earlier `burstSince`. */
  merge(older: DeliveryId, newer: DeliveryId, reason: string): void;
  /** Writes a pause down, in the place of one with the same kind and name; with what the owner is told. */
  pause(pause: Pause, reports?: readonly NewReport[]): void;
  /** Lifts a pause; false where there is none. With what the owner is told. */
  resume(kind: PauseKind, name: string, reports?: readonly NewReport[]): boolean;
  /** Adds to what the owner allows a hook on a day. */
  allow(hookId: HookId, day: string, more: Allowance): void;
  /** Puts reports about no single delivery into the outbox, once per key for ever; false where the key was used. */
  notify(key: string, reports: readonly NewReport[]): boolean;
  /** When a key of `notify` was used; null: never, or longer ago than keys are kept. */
  notifiedAt(key: string): number | null;
  /** The run whose answer has this fingerprint (`core/admission/mark.ts`), where it ended within `dedupe_days`; kept in memory, costs nothing. */
  postedBy(fingerprint: string): RunId | null;
  /** Whether any answer is known; where not, no text needs a fingerprint. */
  hasPosted(): boolean;
  /** queued or held -> done, without a run. */
  end(
    id: DeliveryId,
    status: DoneStatus,
    reason: string | null,
    reports: readonly NewReport[],
  ): void;
  /** Writes the run's row and the delivery's state `running`. From here on the run may be started. */
  startRun(run: NewRun): Run;
  /** Remembers the process, so that a later start can tell whether a pid is still this run's. */
  setProcess(id: RunId, pid: number, processStart: string): void;
  /** Writes the outcome, the delivery's next state and the reports in one transaction. */
  finishRun(
    id: RunId,
    outcome: RunOutcome,
    endedAt: number,
    after: AfterRun,
    reports: readonly NewReport[],
  ): Run;
  /** Runs that a dead daemon left as `running`, with what identifies their processes. */
  unfinishedRuns(): Array<{ readonly run: Run; readonly processStart: string | null }>;
  /**
   * Deliveries on an entity of a hook of which a run was started between two instants, both included: what the fuse
   * counts. Further attempts are no new ones.
   */
  runsBetween(hookId: HookId, entity: string, from: number, to: number): number;
  /** The sinks that something waits for. */
  waitingSinks(): string[];
  /** What is due for a sink, in the order in which it is to be sent. */
  dueReports(due: DueReports): OutboxEntry[];
  /** When the next message of a sink is due; null where none waits. */
  nextReportAt(of: Pick<DueReports, "sink" | "ordered">): number | null;
  /** waiting -> sent. */
  reportSent(id: number, tried: OutboxTry): void;
  /** waiting stays waiting, or -> failed; with what becomes of its sink. */
  reportFailed(id: number, failure: ReportFailure): void;
  /** failed, canceled or waiting -> waiting and due at once, with all its tries before it. */
  retryReport(id: number): void;
  /** waiting or failed -> canceled. */
  cancelReport(id: number): void;
  /** What was given up or canceled for a sink waits again; gives back how many. */
  retryAllReports(sink: string): number;
  /** What waits for a sink, or was given up, is canceled; gives back how many. */
  cancelAllReports(sink: string): number;
  /** Sends to a sink again that was stopped; false where it was not. */
  resumeSink(sink: string): boolean;
  /** Empties bodies and removes old rows, a bounded piece at a time. Returns run ids whose files may go, and whether there is more. */
  prune(policy: RetentionPolicy): { readonly emptiedRuns: RunId[]; readonly more: boolean };
  close(): void;
}
