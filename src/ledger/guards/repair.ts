// A damaged ledger comes in; a new one with all that could be read goes out, and what was lost. The damaged files
// stay beside it. Until the new database is whole and on the disk, nothing of the old one is touched.

import { closeSync, existsSync, openSync } from "node:fs";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { openForWriting, type Connection } from "../file/connection.ts";
import { readMark } from "./examine.ts";
import { inspectLedger } from "./inspect.ts";
import { applyMigrations, stampOf } from "../schema/migrate.ts";
import { repairNote, type LedgerClock, type LedgerPaths } from "../file/paths.ts";
import { collectRows } from "../salvage/collect.ts";
import { openPages } from "../salvage/page-source.ts";
import type { RepairReport } from "../salvage/report.ts";
import { settleRows } from "../salvage/settle.ts";
import { beginSwap, draftFiles, endSwap, readSwapNote, removeDrafts } from "../salvage/swap.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../schema/schema.ts";
import { toLedgerError } from "../file/sqlite-error.ts";
import { syncPath } from "../file/sync-path.ts";
import { readWatermark, writeWatermark, type Mark } from "./watermark.ts";

/** What was done. */
export interface Repaired {
  /** Where the damaged database lies, its side files and watermark beside it. */
  readonly old: string;
  readonly report: RepairReport;
  /** An earlier repair was cut off at its last steps; this call ended it and read nothing anew. */
  readonly resumed: boolean;
}

/**
 * Salvages what is readable into a new database. The caller holds the daemon's lock.
 * @throws WakehookError `refused` where nothing is damaged, `ledger_too_new`, `storage_unavailable` (the old
 *   database is as it was).
 */
export function repairLedger(paths: LedgerPaths, clock: Pick<LedgerClock, "now">): Repaired {
  const begun = readSwapNote(paths);
  if (begun !== null) {
    endSwap(paths, begun);
    return { ...begun, resumed: true };
  }
  const old = freeName(`${paths.database}.damaged-${stampOf(clock.now())}`);
  try {
    removeDrafts(paths);
    requireDamage(paths);
    const report = fillDraft(paths, clock.now());
    beginSwap(paths, { old, report });
    endSwap(paths, { old, report });
    return { old, report, resumed: false };
  } catch (thrown) {
    // Once the swap has begun, the new files are the only way on.
    if (!existsSync(repairNote(paths))) removeDrafts(paths);
    throw toLedgerError(thrown);
  }
}

function requireDamage(paths: LedgerPaths): void {
  const { state, problems } = inspectLedger(paths);
  if (state === "too_new")
    throw new WakehookError("ledger_too_new", problems.join("; "), { hint: "update wakehook" });
  if (state === "absent" || state === "sound")
    throw new WakehookError("refused", "the ledger is whole; nothing was changed");
}

/** Makes the new database and its watermark, on the disk, each under a name of its own. */
function fillDraft(paths: LedgerPaths, now: number): RepairReport {
  const draft = draftFiles(paths);
  closeSync(openSync(draft.database, "wx", 0o600));
  const connection = openForWriting(draft.database);
  let filled: { readonly report: RepairReport; readonly mark: Mark };
  try {
    // Whatever is cut off before the swap is begun anew; what is synced is the whole, at the end.
    connection.execute("PRAGMA synchronous = OFF");
    const report = salvage(paths, connection, now);
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    requireWhole(connection);
    filled = { report, mark: readMark(connection) };
  } finally {
    connection.close();
  }
  syncPath(draft.database);
  writeWatermark(draft.watermark, filled.mark);
  syncPath(path.dirname(draft.database));
  return filled.report;
}

function salvage(paths: LedgerPaths, connection: Connection, now: number): RepairReport {
  const source = openPages(paths.database);
  try {
    const { schemaVersion } = source;
    const isKnown = schemaVersion !== null && schemaVersion > 0 && schemaVersion <= SCHEMA_VERSION;
    const last = isKnown ? schemaVersion : SCHEMA_VERSION;
    applyMigrations(
      connection,
      MIGRATIONS.filter(({ version }) => version <= last),
    );
    const unread = collectRows(source, connection);
    applyMigrations(connection, MIGRATIONS);
    const watermark = readWatermark(paths.watermarkFile);
    return settleRows(connection, { source, unread, watermark, now });
  } finally {
    source.close();
  }
}

function requireWhole(connection: Connection): void {
  const found = connection.one<{ integrity_check: string }>("PRAGMA integrity_check(1)");
  if (found?.integrity_check === "ok") return;
  throw new WakehookError("storage_unavailable", "the new database was not written right", {
    hint: "the old one is as it was; look at the disk and the system's log",
  });
}

/** A name that no file has. */
function freeName(wanted: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!existsSync(name)) return name;
  }
}
