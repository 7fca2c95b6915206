// From a row to a record. Columns are named in SQL as the records name their fields.

import type { Delivery } from "../../core/records/delivery.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { Run } from "../../core/records/run.ts";
import type { HookHistory } from "../../core/ports/ledger-read-port.ts";
import type { Pause } from "../../core/admission/pause.ts";
import type { HeldStatus } from "../../core/records/status.ts";
import type { TaskItem } from "../../core/records/task-item.ts";

/** The columns of a `Delivery`, of table `deliveries`. */
export const DELIVERY_COLUMNS = `id, hook_id AS hookId, source, origin, replay_of AS replayOf, event, entity,
  received_at AS receivedAt, coalesce(sent_at, received_at) AS sentAt, via, via_ref AS viaRef, remote_address AS remoteAddress, method, path, content_type AS contentType,
  body_bytes AS bodyBytes, priority, state, status, reason, duplicates, attempts, updated_at AS updatedAt,
  held_since AS heldSince, held_until AS heldUntil, expires_at AS expiresAt, not_before AS notBefore,
  burst_since AS burstSince, merged, merged_into AS mergedInto, waived, permission, caused_by AS causedBy, task`;

/** The columns of a `Run`, of table `runs`. */
export const RUN_COLUMNS = `id, delivery_id AS deliveryId, hook_id AS hookId, attempt, mode, agent, state, status,
  reason, started_at AS startedAt, ended_at AS endedAt, pid, exit_code AS exitCode, signal,
  session_id AS sessionId, cost_usd AS costUsd, turns, tokens_in AS tokensIn, tokens_out AS tokensOut, denied_tools AS deniedTools, folder, answer`;

/** The columns of an `OutboxEntry`, of table `outbox`. */
export const OUTBOX_COLUMNS = `id, coalesce(nullif(message_id, ''), 'msg_' || id) AS messageId,
  nullif(delivery_id, '') AS deliveryId, run_id AS runId, sink, event, payload, state, attempts,
  created_at AS createdAt, next_at AS nextAt, last_error AS lastError`;

/** A row with `DELIVERY_COLUMNS`. */
export type DeliveryRow = Omit<Delivery, "waived" | "task"> & {
  readonly waived: string;
  readonly task: string | null;
};

/** A row with `RUN_COLUMNS`. */
export type RunRow = Omit<Run, "deniedTools"> & { readonly deniedTools: string };

/** Unfolds what a column holds as JSON. */
export function toDelivery(row: DeliveryRow): Delivery {
  return {
    ...row,
    waived: row.waived === "[]" ? [] : (JSON.parse(row.waived) as HeldStatus[]),
    task: row.task === null ? null : (JSON.parse(row.task) as TaskItem),
  };
}

/** Unfolds what a column holds as JSON. */
export function toRun(row: RunRow): Run {
  return { ...row, deniedTools: JSON.parse(row.deniedTools) as string[] };
}

/** A plain object: rows have no prototype. */
export function toOutboxEntry(row: OutboxEntry): OutboxEntry {
  return { ...row };
}

/** A plain object: rows have no prototype. */
export function toPause(row: Pause): Pause {
  return { ...row };
}

/** A plain object: rows have no prototype. */
export function toHookHistory(row: HookHistory): HookHistory {
  return { ...row };
}

/** A plain object: rows have no prototype. */
export function toPlain<Row extends object>(row: Row): Row {
  return { ...row };
}
