// The relay's database comes in, read only, also beside a running relay; who is there and what waits goes out.

import { existsSync } from "node:fs";
import { openForReading, type Connection } from "../../ledger/file/connection.ts";
import { relayStorageError } from "../store/open-database.ts";

/** One hook of a daemon. */
export interface HookReport {
  readonly hook: string;
  /** The preset's name; null: no longer registered. */
  readonly source: string | null;
  readonly enabled: boolean;
  readonly waiting: number;
  readonly waitingBytes: number;
  /** When the oldest that waits came; null: nothing waits. */
  readonly oldestAt: number | null;
  /** Given up because nobody fetched them in time, of those that are still known. */
  readonly expired: number;
  /** The newest that ended: what its daemon answered, and how its delivery ended. */
  readonly last: {
    readonly receivedAt: number;
    readonly state: string;
    readonly answerStatus: number | null;
    readonly resultStatus: string | null;
  } | null;
}

/** One daemon. Times: epoch milliseconds. */
export interface DaemonReport {
  readonly name: string;
  readonly version: string;
  /** null: it is not connected, or no relay runs. */
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
  readonly hooks: readonly HookReport[];
}

interface DaemonRow {
  readonly name: string;
  readonly version: string;
  readonly hooks: string;
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
}

/**
 * Reads what is known of every daemon; none where no relay ever ran. Where none runs now, nobody is connected.
 * @throws WakehookError `ledger_damaged`, `storage_unavailable`.
 */
export function readRelayReport(database: string, isRunning: boolean): DaemonReport[] {
  if (!existsSync(database)) return [];
  try {
    const connection = openForReading(database);
    try {
      return connection.all<DaemonRow>(DAEMONS).map((row) => reportOf(connection, row, isRunning));
    } finally {
      connection.close();
    }
  } catch (thrown) {
    throw relayStorageError(thrown, database);
  }
}

const DAEMONS =
  "SELECT name, version, hooks, connected_at AS connectedAt, disconnected_at AS disconnectedAt FROM daemons ORDER BY name";

function reportOf(connection: Connection, row: DaemonRow, isRunning: boolean): DaemonReport {
  const { name, version, hooks, connectedAt, disconnectedAt } = row;
  const registered = JSON.parse(hooks) as Array<{ id: string; source: string; enabled: boolean }>;
  const seen = connection.all<{ hook: string }>(
    "SELECT DISTINCT hook FROM parcels WHERE daemon = ?",
    [name],
  );
  const ids = new Set([...registered.map(({ id }) => id), ...seen.map(({ hook }) => hook)]);
  const reports: HookReport[] = [];
  for (const hook of [...ids].toSorted()) {
    const { source = null, enabled = false } = registered.find(({ id }) => id === hook) ?? {};
    reports.push({ hook, source, enabled, ...laneOf(connection, name, hook) });
  }
  return {
    name,
    version,
    disconnectedAt,
    connectedAt: isRunning ? connectedAt : null,
    hooks: reports,
  };
}

function laneOf(
  connection: Connection,
  daemon: string,
  hook: string,
): Pick<HookReport, "waiting" | "waitingBytes" | "oldestAt" | "expired" | "last"> {
  const waits = connection.one<{ waiting: number; waitingBytes: number; oldestAt: number | null }>(
    "SELECT count(*) AS waiting, coalesce(sum(bytes), 0) AS waitingBytes, min(received_at) AS oldestAt FROM parcels WHERE state = 'waiting' AND daemon = ? AND hook = ?",
    [daemon, hook],
  );
  const expired = connection.one<{ count: number }>(
    "SELECT count(*) AS count FROM parcels WHERE state = 'expired' AND daemon = ? AND hook = ?",
    [daemon, hook],
  );
  const last = connection.one<NonNullable<HookReport["last"]>>(
    "SELECT received_at AS receivedAt, state, answer_status AS answerStatus, result_status AS resultStatus FROM parcels WHERE state <> 'waiting' AND daemon = ? AND hook = ? ORDER BY number DESC LIMIT 1",
    [daemon, hook],
  );
  return {
    waiting: waits?.waiting ?? 0,
    waitingBytes: waits?.waitingBytes ?? 0,
    oldestAt: waits?.oldestAt ?? null,
    expired: expired?.count ?? 0,
    last: last ?? null,
  };
}
