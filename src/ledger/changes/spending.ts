// What a hook's runs have cost, and what the owner has added to its limits.

import type { HookId } from "../../core/records/ids.ts";
import type { Allowance, Spending } from "../../core/ports/ledger-read-port.ts";
import type { Connection } from "../file/connection.ts";
import type { Store } from "../store.ts";

/** Runs of a hook started since an instant, and what they have reported so far. */
export function readSpending(connection: Connection, hookId: HookId, since: number): Spending {
  const row = connection.one<Spending>(
    `SELECT count(*) AS runs, min(started_at) AS firstAt, coalesce(sum(cost_usd), 0) AS usd
      FROM runs WHERE hook_id = ? AND started_at >= ?`,
    [hookId, since],
  );
  return row === undefined ? { runs: 0, firstAt: null, usd: 0 } : { ...row };
}

/** What the last run that ended and told its cost has cost; null where none did. */
export function readLastCost(connection: Connection, hookId: HookId): number | null {
  const row = connection.one<{ costUsd: number }>(
    `SELECT cost_usd AS costUsd FROM runs WHERE hook_id = ? AND cost_usd IS NOT NULL
      ORDER BY ended_at DESC, sequence DESC LIMIT 1`,
    [hookId],
  );
  return row?.costUsd ?? null;
}

/** What was added for a day; zeros where nothing was. */
export function readAllowance(connection: Connection, hookId: HookId, day: string): Allowance {
  const row = connection.one<Allowance>(
    "SELECT runs, usd FROM allowances WHERE hook_id = ? AND day = ?",
    [hookId, day],
  );
  return row === undefined ? { runs: 0, usd: 0 } : { ...row };
}

/**
 * Adds to what was added for a day.
 * @throws WakehookError `storage_unavailable`.
 */
export function addAllowance(
  store: Pick<Store, "change">,
  to: { readonly hookId: HookId; readonly day: string },
  { runs, usd }: Allowance,
): void {
  store.change((connection) => {
    connection.run(
      `INSERT INTO allowances VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET runs = runs + excluded.runs, usd = usd + excluded.usd`,
      [to.hookId, to.day, runs, usd],
    );
  });
}
