// What a program had told before the cut is held against what the real ledger finds on the disk after it.

import { hash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { openForReading } from "../../src/ledger/file/connection.ts";
import { openLedger } from "../../src/ledger/open.ts";
import { systemClock } from "../../src/system/clock.ts";
import type { Image } from "./disk.ts";
import { ledgerFiles } from "./ledger-files.ts";

/** What was promised up to a moment. */
export interface Promised {
  /** Id to the SHA-256 of the body in hex, or null where only the id was told. */
  readonly deliveries: ReadonlyMap<string, string | null>;
  /** Runs whose end was told. */
  readonly ended: ReadonlySet<string>;
  /** Deliveries that are done may have no body any more. */
  readonly mayBeEmpty: boolean;
}

/** All empty where every promise was kept. */
export interface Broken {
  /** Deliveries that are not there. */
  readonly lost: readonly string[];
  /** Deliveries with another body than was sent. */
  readonly altered: readonly string[];
  /** Bodies, of which each was sent once, that are there more than once. */
  readonly twice: readonly string[];
  /** Runs whose end is not there. */
  readonly unended: readonly string[];
  /** Words of the ledger that did not open, or of SQLite about its pages. */
  readonly refused: readonly string[];
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly sha256: Uint8Array;
  readonly body: Uint8Array | null;
}

/** The last deliveries are also read as the program reads them. */
const ALSO_BY_PORT = 5;

/** Opens a disk as the daemon does at its next start. `folder` is made, and removed. */
export function checkImage(image: Image, promised: Promised, folder: string): Broken {
  mkdirSync(folder, { mode: 0o700 });
  try {
    for (const [name, content] of image) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: 0o600 });
    }
    return open(promised, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function open(promised: Promised, folder: string): Broken {
  const paths = ledgerFiles(folder);
  const unread: string[] = [];
  try {
    const ledger = openLedger({ paths, clock: systemClock });
    for (const id of [...promised.deliveries.keys()].slice(-ALSO_BY_PORT)) {
      const state = ledger.delivery(id as DeliveryId)?.state;
      const mayBeEmpty = state === "done" && promised.mayBeEmpty;
      const isWhole = mayBeEmpty || ledger.content(id as DeliveryId) !== null;
      if (state === undefined || !isWhole) unread.push(id);
    }
    ledger.close();
  } catch (error) {
    const lost = [...promised.deliveries.keys()];
    return { lost, altered: [], twice: [], unended: [], refused: [String(error)] };
  }
  const found = compare(promised, paths.database);
  return { ...found, lost: [...new Set([...found.lost, ...unread])] };
}

function compare(promised: Promised, database: string): Broken {
  const connection = openForReading(database);
  try {
    const rows = connection.all<Row>(
      "SELECT d.id, d.state, d.body_sha256 AS sha256, c.body FROM deliveries d LEFT JOIN contents c ON c.sequence = d.sequence",
    );
    const ids = new Set(rows.map(({ id }) => id));
    const byDigest = Map.groupBy(rows, ({ sha256 }) => hexOf(sha256));
    const runs = connection.all<{ id: string }>("SELECT id FROM runs WHERE state = 'done'");
    const ended = new Set(runs.map(({ id }) => id));
    const words = connection.all<{ integrity_check: string }>("PRAGMA integrity_check");
    return {
      lost: [...promised.deliveries.keys()].filter((id) => !ids.has(id)),
      altered: rows.filter((row) => !isAsSent(promised, row)).map(({ id }) => id),
      twice: [...byDigest].filter(([, same]) => same.length > 1).map(([sha256]) => sha256),
      unended: [...promised.ended].filter((id) => !ended.has(id)),
      refused: words.map((word) => word.integrity_check).filter((word) => word !== "ok"),
    };
  } finally {
    connection.close();
  }
}

function isAsSent(promised: Promised, { id, state, sha256, body }: Row): boolean {
  const kept = hexOf(sha256);
  if (kept !== (promised.deliveries.get(id) ?? kept)) return false;
  if (body === null) return promised.mayBeEmpty && state === "done";
  return kept === hash("sha256", body, "hex");
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
