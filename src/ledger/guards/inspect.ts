// What `doctor` shows of the ledger. Reads every page; opens for reading only, also beside a running daemon.

import { existsSync, lstatSync } from "node:fs";
import { toError } from "../../core/records/errors.ts";
import { checkBodies } from "./check-bodies.ts";
import { openForReading, type Connection } from "../file/connection.ts";
import { examineLedger, refusalOf, type Examination, type Identity } from "./examine.ts";
import { repairNote, sideFiles, type LedgerPaths } from "../file/paths.ts";
import { SCHEMA_VERSION } from "../schema/schema.ts";
import type { Position } from "../file/position.ts";
import { readWatermark } from "./watermark.ts";

/** How many there are. */
export interface LedgerCounts {
  readonly deliveries: number;
  readonly waiting: number;
  /** Of those that wait: for a reason that has a name. */
  readonly held: number;
  readonly running: number;
  /** Deliveries whose body is still kept. */
  readonly contents: number;
  readonly claims: number;
  readonly runs: number;
  readonly reportsWaiting: number;
  /** 0 too where the database is of a schema that knows none. */
  readonly pauses: number;
}

/** The state of the ledger's files. */
export interface LedgerInspection {
  /**
   * `lost`: readable, but not all that it once was. `broken`: cannot be read as it is. `altered`: whole, but some
   * bodies are not what was received.
   */
  readonly state: "absent" | "sound" | "altered" | "lost" | "broken" | "too_new";
  /** In words; empty where all is well. */
  readonly problems: readonly string[];
  /** What the owner can do about it; empty where all is well. */
  readonly waysOn: readonly string[];
  /** null where the database cannot be read. */
  readonly schemaVersion: number | null;
  readonly newestSchemaVersion: number;
  readonly databaseId: string | null;
  /** Where the database stands. */
  readonly position: Position | null;
  /** Where it once stood, as far as the watermark knows. */
  readonly watermark: Position | null;
  readonly counts: LedgerCounts | null;
  /** In bytes; 0 where a file is missing. */
  readonly sizes: { readonly database: number; readonly wal: number };
}

/** Most lines of SQLite's own check that are shown. */
const MOST_FINDINGS = 20;

/**
 * Looks at everything, bodies too. Takes some seconds for each gigabyte.
 * @throws the system's error where a file is there and may not be read.
 */
export function inspectLedger(paths: LedgerPaths): LedgerInspection {
  const found = examineLedger(paths);
  const identity = identityOf(found);
  const content = identity === null ? null : inspectContent(paths.database);
  const bodies = content?.problems.length === 0 ? checkBodies(paths.database) : [];
  const problems = [...problemsOf(found), ...(content?.problems ?? []), ...bodies];
  const state = stateOf(found, {
    hasBadPages: (content?.problems.length ?? 0) > 0,
    hasBadBodies: bodies.length > 0,
  });
  const mark = readWatermark(paths.watermarkFile);
  return {
    state,
    problems,
    waysOn: waysOn(state, paths),
    schemaVersion:
      found.kind === "too_new" ? found.schemaVersion : (identity?.schemaVersion ?? null),
    newestSchemaVersion: SCHEMA_VERSION,
    databaseId: identity?.databaseId ?? null,
    position: identity && { sequence: identity.sequence, changes: identity.changes },
    watermark: mark.kind === "read" ? { sequence: mark.sequence, changes: mark.changes } : null,
    counts: content?.counts ?? null,
    sizes: { database: sizeOf(paths.database), wal: sizeOf(sideFiles(paths.database).wal) },
  };
}

function identityOf(found: Examination): Identity | null {
  return found.kind === "sound" || found.kind === "damaged" ? found.identity : null;
}

function inspectContent(file: string): { problems: string[]; counts: LedgerCounts | null } {
  const connection = openForReading(file);
  try {
    const findings = connection
      .all<{ integrity_check: string }>(`PRAGMA integrity_check(${MOST_FINDINGS})`)
      .map((row) => row.integrity_check);
    const problems = findings.filter((line) => line !== "ok");
    const counts = connection.one<LedgerCounts>(`SELECT
      (SELECT count(*) FROM deliveries) AS deliveries,
      (SELECT count(*) FROM deliveries WHERE state IN ('queued', 'held')) AS waiting,
      (SELECT count(*) FROM deliveries WHERE state = 'held') AS held,
      (SELECT count(*) FROM runs WHERE state = 'running') AS running,
      (SELECT count(*) FROM contents) AS contents,
      (SELECT count(*) FROM claims) AS claims,
      (SELECT count(*) FROM runs) AS runs,
      (SELECT count(*) FROM outbox WHERE state = 'waiting') AS reportsWaiting,
      ${pausesIn(connection)} AS pauses`);
    return { problems, counts: counts === undefined ? null : { ...counts } };
  } catch (thrown) {
    return { problems: [toError(thrown).message], counts: null };
  } finally {
    connection.close();
  }
}

/** A database that the next start brings up to date may not have the table yet. */
function pausesIn(connection: Connection): string {
  const table = "SELECT 1 FROM sqlite_schema WHERE name = 'pauses'";
  return connection.one(table) === undefined ? "0" : "(SELECT count(*) FROM pauses)";
}

function problemsOf(found: Examination): string[] {
  if (found.kind === "sound" && found.watermark === null)
    return ["the watermark is missing or unreadable: lost rows would not be noticed at this start"];
  const refusal = refusalOf(found);
  return refusal === null ? [] : [refusal.message];
}

function stateOf(
  found: Examination,
  { hasBadPages, hasBadBodies }: { readonly hasBadPages: boolean; readonly hasBadBodies: boolean },
): LedgerInspection["state"] {
  if (hasBadPages) return "broken";
  if (found.kind === "sound" && hasBadBodies) return "altered";
  if (found.kind !== "damaged") return found.kind;
  return found.identity === null ? "broken" : "lost";
}

function waysOn(state: LedgerInspection["state"], paths: LedgerPaths): string[] {
  if (existsSync(repairNote(paths))) return ["end the repair: `wakehook doctor --repair`"];
  const restore = `stop the daemon and put a good copy back as ${paths.database} (see ${paths.backupsFolder})`;
  const repair =
    "salvage what is readable: `wakehook stop`, then `wakehook doctor --repair`. It makes a new database, keeps the old one beside it, says what was lost and runs nothing again";
  const ways = {
    absent: [],
    sound: [],
    altered: [restore, repair],
    too_new: ["update wakehook", restore],
    lost: [
      restore,
      repair,
      "go on with what is left: `wakehook doctor --accept-loss`. Deliveries that came after it are gone; repeats of them are taken as new",
    ],
    broken: [
      restore,
      repair,
      "begin anew: `wakehook doctor --accept-loss` moves the damaged files to backups/ and the next start makes an empty ledger",
    ],
  };
  return ways[state];
}

function sizeOf(file: string): number {
  return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
