// What is kept in memory of the tables, so that an accept asks the disk nothing.

import type { HookId } from "../../core/records/ids.ts";
import { loadClaimIndex, type ClaimIndex } from "./claim-index.ts";
import type { Connection } from "../file/connection.ts";
import type { Facets } from "../lookup/facets.ts";
import { noTotals, type HookTotals } from "../lookup/hook-totals.ts";

/** Right whenever no transaction is open. */
export interface Memory {
  /** Deliveries that are queued or held. */
  waiting: number;
  readonly claims: ClaimIndex;
  /** Answers of runs, by the rows of `posted`. */
  readonly posted: ClaimIndex;
  /** When hooks last received something; only what was asked for. */
  readonly receipts: Map<HookId, KnownReceipt>;
  /** Where which hooks, events and entities are; only what was learned. */
  readonly facets: Facets;
  /** What was counted of hooks. */
  readonly totals: HookTotals;
}

/** When a hook last received something, as far as a delivery's sequence. */
export interface KnownReceipt {
  readonly upTo: number;
  /** Epoch milliseconds; null: it never did, or nothing is left of it. */
  readonly at: number | null;
  /** A look at what came since that has got so far down; null: none is under way. */
  readonly walk: { readonly newest: number; readonly below: number } | null;
}

/** Reads it from the tables. */
export function loadMemory(connection: Connection): Memory {
  const row = connection.one<{ waiting: number }>(
    "SELECT count(*) AS waiting FROM deliveries WHERE state IN ('queued', 'held')",
  );
  return {
    waiting: row?.waiting ?? 0,
    claims: loadClaimIndex(connection, "claims"),
    posted: loadClaimIndex(connection, "posted"),
    receipts: new Map(),
    facets: new Map(),
    totals: noTotals(),
  };
}

/** Changes when another connection has committed (https://sqlite.org/pragma.html#pragma_data_version). */
export function dataVersion(connection: Connection): number {
  return connection.one<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
}
