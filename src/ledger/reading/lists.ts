// Lists of deliveries and runs, newest first, by filter: whole, or a piece at a time.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Run } from "../../core/records/run.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { ListPiece } from "../../core/ports/ledger-pieces-port.ts";
import type { DeliveryFilter, OutboxFilter, RunFilter } from "../../core/ports/ledger-read-port.ts";
import type { Connection } from "../file/connection.ts";
import { deliveryConditions, outboxConditions, runConditions } from "../lookup/conditions.ts";
import { facetsOf, type Facets } from "../lookup/facets.ts";
import { readPiece, sequenceOf, type Listed } from "../lookup/list-piece.ts";
import {
  DELIVERY_COLUMNS,
  OUTBOX_COLUMNS,
  RUN_COLUMNS,
  toDelivery,
  toOutboxEntry,
  toRun,
  type DeliveryRow,
  type RunRow,
} from "./rows.ts";

const DEFAULT_LIMIT = 50;
const MOST_ROWS = 1000;
const NOTHING_KNOWN: Facets = new Map();

/** Deliveries, newest first. @throws WakehookError `not_found` where `before` names none. */
export function listDeliveries(connection: Connection, filter: DeliveryFilter): Delivery[] {
  const limit = toLimit(filter.limit);
  return whole(limit, (below, most) =>
    deliveriesPiece(connection, { ...filter, limit: most }, { below, known: NOTHING_KNOWN }),
  );
}

/** Runs, newest first. @throws WakehookError `not_found` where `before` names none. */
export function listRuns(connection: Connection, filter: RunFilter): Run[] {
  const limit = toLimit(filter.limit);
  return whole(limit, (below, most) => runsPiece(connection, { ...filter, limit: most }, below));
}

/** A piece of a list of deliveries: below what the piece before has said; null: the first. @throws as `listDeliveries`. */
export function deliveriesPiece(
  connection: Connection,
  filter: DeliveryFilter,
  { below, known }: { readonly below: number | null; readonly known: Facets },
): ListPiece<Delivery> {
  const listed: Listed = {
    table: "deliveries",
    columns: DELIVERY_COLUMNS,
    conditions: deliveryConditions(connection, filter),
    facets: { known, wanted: facetsOf(filter) },
  };
  const start = below === null ? sequenceOf(connection, "deliveries", filter.before) : null;
  const order = { below, start, limit: toLimit(filter.limit) };
  const { rows, ...piece } = readPiece<DeliveryRow>(connection, listed, order);
  return { ...piece, rows: rows.map(toDelivery) };
}

/** A piece of a list of runs. @throws as `listRuns`. */
export function runsPiece(
  connection: Connection,
  filter: RunFilter,
  below: number | null,
): ListPiece<Run> {
  const listed: Listed = {
    table: "runs",
    columns: RUN_COLUMNS,
    conditions: runConditions(connection, filter),
  };
  const start = below === null ? sequenceOf(connection, "runs", filter.before) : null;
  const order = { below, start, limit: toLimit(filter.limit) };
  const { rows, ...piece } = readPiece<RunRow>(connection, listed, order);
  return { ...piece, rows: rows.map(toRun) };
}

/** A piece of a list of the outbox. */
export function outboxPiece(
  connection: Connection,
  filter: OutboxFilter,
  below: number | null,
): ListPiece<OutboxEntry> {
  const listed: Listed = {
    table: "outbox",
    columns: OUTBOX_COLUMNS,
    conditions: outboxConditions(connection, filter),
  };
  const order = { below, start: filter.before ?? null, limit: toLimit(filter.limit) };
  const { rows, ...piece } = readPiece<OutboxEntry>(connection, listed, order);
  return { ...piece, rows: rows.map(toOutboxEntry) };
}

/** Messages of the outbox, newest first. */
export function listOutbox(connection: Connection, filter: OutboxFilter): OutboxEntry[] {
  const limit = toLimit(filter.limit);
  return whole(limit, (below, most) => outboxPiece(connection, { ...filter, limit: most }, below));
}

/** Within 1 to 1000. */
function toLimit(limit: number | undefined): number {
  return Math.min(MOST_ROWS, Math.max(1, Math.trunc(limit ?? DEFAULT_LIMIT)));
}

function whole<Row>(
  limit: number,
  read: (below: number | null, most: number) => ListPiece<Row>,
): Row[] {
  const found: Row[] = [];
  let below: number | null = null;
  do {
    const piece = read(below, limit - found.length);
    found.push(...piece.rows);
    below = piece.below;
  } while (below !== null);
  return found;
}
