// A filter in, its conditions in SQL out. One with an index of its own also tells where it holds next: by that, what is
// seldom is found without looking at what lies between.

import type { SQLInputValue } from "node:sqlite";
import type { DeliveryFilter, OutboxFilter, RunFilter } from "../../core/ports/ledger-read-port.ts";
import type { DeliveryState } from "../../core/records/status.ts";
import type { Connection } from "../file/connection.ts";

/** A condition. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  /** The highest sequence below another for which it may hold; null: there is none. Absent: only a look tells. */
  readonly next?: ((below: number) => number | null) | undefined;
}

/** Of statuses with a beginning in common more than these are not looked up one by one. */
const MOST_STATUSES = 100;

/** The conditions of a list of deliveries. */
export function deliveryConditions(connection: Connection, filter: DeliveryFilter): Condition[] {
  const { hookId, state, status, event, entity, tasks } = filter;
  return [
    ...equals("hook_id", hookId),
    ...inState(connection, state),
    ...statusIs(connection, "deliveries", status),
    ...equals("event", event),
    ...equals("entity", entity),
    ...(tasks === true
      ? [
          {
            sql: "task IS NOT NULL",
            values: [],
            next: seek(
              connection,
              "deliveries INDEXED BY deliveries_with_task WHERE task IS NOT NULL",
            ),
          },
        ]
      : []),
  ];
}

/** The conditions of a list of runs. */
export function runConditions(connection: Connection, filter: RunFilter): Condition[] {
  const { hookId, deliveryId, state, status } = filter;
  return [
    ...indexed(connection, "runs_by_hook", { column: "hook_id", value: hookId }),
    ...indexed(connection, "runs_by_delivery", { column: "delivery_id", value: deliveryId }),
    ...runState(connection, state),
    ...statusIs(connection, "runs", status),
  ];
}

/** The conditions of a list of the outbox. What waits for one sink has an index. */
export function outboxConditions(connection: Connection, filter: OutboxFilter): Condition[] {
  const { sink, state, event, messageId } = filter;
  const isWaiting = state === "waiting" && sink !== undefined;
  const next = isWaiting ? seekWaiting(connection, sink) : undefined;
  return [
    ...(sink === undefined ? [] : [{ sql: "sink = ?", values: [sink], next }]),
    ...equals("state", state),
    ...equals("event", event),
    ...equals("message_id", messageId),
  ];
}

function seekWaiting(connection: Connection, sink: string): (below: number) => number | null {
  const sql = `SELECT id AS at FROM outbox INDEXED BY outbox_in_order
    WHERE state = 'waiting' AND sink = ? AND id < ? ORDER BY id DESC LIMIT 1`;
  return (below) => connection.one<{ at: number }>(sql, [sink, below])?.at ?? null;
}

function equals(column: string, value: string | undefined): Condition[] {
  return value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }];
}

function indexed(
  connection: Connection,
  index: string,
  { column, value }: { readonly column: string; readonly value: string | undefined },
): Condition[] {
  if (value === undefined) return [];
  const next = seek(connection, `runs INDEXED BY ${index} WHERE ${column} = ?`, [value]);
  return [{ sql: `${column} = ?`, values: [value], next }];
}

/** What waits has an index; what runs has a run. Of the others there are plenty. */
function inState(connection: Connection, state: DeliveryState | undefined): Condition[] {
  if (state === undefined) return [];
  const is = { sql: "state = ?", values: [state] };
  if (state === "done") return [is];
  if (state === "running") return [{ ...is, next: seekRunning(connection) }];
  // The index is used where its own condition is named.
  const sql = "state IN ('queued', 'held')";
  const next = seek(connection, `deliveries INDEXED BY deliveries_waiting WHERE ${sql}`);
  return [{ ...is, sql: `${sql} AND state = ?`, next }];
}

function seekRunning(connection: Connection): (below: number) => number | null {
  return (below) =>
    connection.one<{ at: number | null }>(
      `SELECT max(d.sequence) AS at FROM runs r CROSS JOIN deliveries d ON d.id = r.delivery_id
        WHERE r.state = 'running' AND d.state = 'running' AND d.sequence < ?`,
      [below],
    )?.at ?? null;
}

function runState(connection: Connection, state: RunFilter["state"]): Condition[] {
  if (state === undefined) return [];
  const is = { sql: "state = ?", values: [state] };
  if (state === "done") return [is];
  return [{ ...is, next: seek(connection, "runs INDEXED BY runs_going WHERE state = 'running'") }];
}

/** A whole status, or its beginning and a `*`. */
function statusIs(
  connection: Connection,
  table: "deliveries" | "runs",
  pattern: string | undefined,
): Condition[] {
  if (pattern === undefined) return [];
  const isWhole = !pattern.endsWith("*");
  const start = pattern.slice(0, -1);
  const statuses = isWhole ? [pattern] : statusesOf(connection, table, start);
  // Not LIKE or GLOB: `_` and `[` stand for themselves here.
  if (statuses === null) return [{ sql: "instr(status, ?) = 1", values: [start] }];
  const seeks = statuses.map((status) =>
    seek(connection, `${table} INDEXED BY ${table}_by_status WHERE status = ?`, [status]),
  );
  const next = (below: number) => {
    const found = seeks.map((find) => find(below)).filter((at) => at !== null);
    return found.length === 0 ? null : Math.max(...found);
  };
  const sql = isWhole ? "status = ?" : `status IN (${statuses.map(() => "?").join(", ")})`;
  return [{ sql, values: statuses, next }];
}

/** The statuses with a beginning that occur; null: too many. Each is one step in the index. */
function statusesOf(
  connection: Connection,
  table: "deliveries" | "runs",
  start: string,
): string[] | null {
  const found: string[] = [];
  const sql = `SELECT min(status) AS status FROM ${table} INDEXED BY ${table}_by_status WHERE status`;
  const after = (text: string, sign: ">" | ">=") =>
    connection.one<{ status: string | null }>(`${sql} ${sign} ?`, [text])?.status ?? null;
  let status = after(start, ">=");
  while (status?.startsWith(start) === true) {
    if (found.length === MOST_STATUSES) return null;
    found.push(status);
    status = after(status, ">");
  }
  return found;
}

/** Finds the next row of an index that grows with the sequence. */
function seek(
  connection: Connection,
  from: string,
  values: readonly SQLInputValue[] = [],
): (below: number) => number | null {
  const sql = `SELECT sequence AS at FROM ${from} AND sequence < ? ORDER BY sequence DESC LIMIT 1`;
  return (below) => connection.one<{ at: number }>(sql, [...values, below])?.at ?? null;
}
