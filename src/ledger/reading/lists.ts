// Lists of deliveries and runs, newest first, by filter. No index serves the filters: each would cost
// every accept, and 100,000 narrow rows are looked through in some ten milliseconds; a page of what is not
// seldom ends long before that (bench/measure-lists.ts).

import type { SQLInputValue } from "node:sqlite";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Run } from "../../core/records/run.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryFilter, RunFilter } from "../../core/ports/ledger-port.ts";
import type { DeliveryState } from "../../core/records/status.ts";
import type { Connection } from "../file/connection.ts";
import {
  DELIVERY_COLUMNS,
  RUN_COLUMNS,
  toDelivery,
  toRun,
  type DeliveryRow,
  type RunRow,
} from "./rows.ts";

const DEFAULT_LIMIT = 50;
const MOST_ROWS = 1000;

/** A condition in SQL and its value; undefined where the filter does not ask. */
type Condition = readonly [sql: string, value: SQLInputValue] | undefined;

/**
 * Deliveries, newest first.
 * @throws WakehookError `not_found` where `before` names none.
 */
export function listDeliveries(connection: Connection, filter: DeliveryFilter): Delivery[] {
  const { sql, values } = toWhere([
    equals("hook_id", filter.hookId),
    inState(filter.state),
    statusIs(filter.status),
    equals("event", filter.event),
    equals("entity", filter.entity),
    filter.tasks === true ? ["(task IS NOT NULL) = ?", 1] : undefined,
    olderThan(connection, "deliveries", filter.before),
  ]);
  const rows = connection.all<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries ${sql} ORDER BY sequence DESC LIMIT ?`,
    [...values, toLimit(filter.limit)],
  );
  return rows.map(toDelivery);
}

/**
 * Runs, newest first.
 * @throws WakehookError `not_found` where `before` names none.
 */
export function listRuns(connection: Connection, filter: RunFilter): Run[] {
  const { sql, values } = toWhere([
    equals("hook_id", filter.hookId),
    equals("delivery_id", filter.deliveryId),
    equals("state", filter.state),
    statusIs(filter.status),
    olderThan(connection, "runs", filter.before),
  ]);
  const rows = connection.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs ${sql} ORDER BY sequence DESC LIMIT ?`,
    [...values, toLimit(filter.limit)],
  );
  return rows.map(toRun);
}

function toWhere(all: readonly Condition[]): { sql: string; values: SQLInputValue[] } {
  const conditions = all.filter((condition) => condition !== undefined);
  if (conditions.length === 0) return { sql: "", values: [] };
  return {
    sql: `WHERE ${conditions.map(([sql]) => sql).join(" AND ")}`,
    values: conditions.map(([, value]) => value),
  };
}

function equals(column: string, value: string | undefined): Condition {
  return value === undefined ? undefined : [`${column} = ?`, value];
}

/** What waits has an index, which is used where its own condition is named. */
function inState(state: DeliveryState | undefined): Condition {
  const isWaiting = state === "queued" || state === "held";
  return equals(isWaiting ? "state IN ('queued', 'held') AND state" : "state", state);
}

/** A whole status, or its beginning and a `*`. */
function statusIs(pattern: string | undefined): Condition {
  if (pattern?.endsWith("*") !== true) return equals("status", pattern);
  // Not LIKE or GLOB: `_` and `[` stand for themselves here.
  return ["instr(status, ?) = 1", pattern.slice(0, -1)];
}

function olderThan(
  connection: Connection,
  table: "deliveries" | "runs",
  id: string | undefined,
): Condition {
  if (id === undefined) return undefined;
  const row = connection.one<{ sequence: number }>(`SELECT sequence FROM ${table} WHERE id = ?`, [
    id,
  ]);
  if (row === undefined) {
    throw new WakehookError("not_found", `there is no ${id} to list from`, {
      hint: "take the id of the last row of the page before",
    });
  }
  return ["sequence < ?", row.sequence];
}

/** Within 1 to 1000. */
function toLimit(limit: number | undefined): number {
  return Math.min(MOST_ROWS, Math.max(1, Math.trunc(limit ?? DEFAULT_LIMIT)));
}
