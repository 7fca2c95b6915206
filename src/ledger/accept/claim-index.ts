// The claims in force, in memory: from a key's fingerprint to its row in `claims`. About 20 to 40 bytes each.
//
// It only says where to look; the row with the whole key decides. Open addressing over flat arrays, because
// a Map of 100,000 strings is ten times the memory, and every spawned child pays for the daemon's memory.

import { hash } from "node:crypto";
import type { Connection } from "../file/connection.ts";

/** From fingerprints to row numbers. */
export interface ClaimIndex {
  /** The newest row of this fingerprint, or null. */
  find(fingerprint: Fingerprint): number | null;
  /** Remembers the newest row of a fingerprint; an older one is forgotten. */
  set(fingerprint: Fingerprint, row: number): void;
  /** Rows before this one are gone. */
  forgetBefore(row: number): void;
  /** true: nothing was ever remembered. */
  readonly isEmpty: boolean;
}

/**
 * The first 64 bits of a key's digest. Two keys that share them would make the older claim forgotten: with a
 * million claims in force, once in 10^13 accepts.
 */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

const FIRST_CAPACITY = 1024;
/** Above this share of used slots the table is made anew. */
const MOST_LOAD = 0.7;
const LOAD_AT_ONCE = 8192;
const FINGERPRINT_BYTES = 8;

/** The key of a claim as it is kept: sha256 over the hook's id and the claim's key. */
export function claimKey(hookId: string, key: string): Buffer {
  return hash("sha256", `${hookId}\0${key}`, "buffer");
}

/** The fingerprint of a kept key. */
export function fingerprintOf(key: Buffer): Fingerprint {
  return { high: key.readUInt32LE(0), low: key.readUInt32LE(4) };
}

/** An empty index. */
export function createClaimIndex(): ClaimIndex {
  let table = emptyTable(FIRST_CAPACITY);
  let used = 0;
  let firstRow = 0;

  function grow(): void {
    const old = table;
    const alive = old.rows.reduce((sum, row) => sum + (isAlive(row) ? 1 : 0), 0);
    table = emptyTable(capacityFor(alive));
    used = 0;
    for (const [slot, row] of old.rows.entries()) {
      if (isAlive(row)) put({ high: old.highs[slot] ?? 0, low: old.lows[slot] ?? 0 }, row);
    }
  }

  function isAlive(row: number): boolean {
    return row !== 0 && row >= firstRow;
  }

  function put(fingerprint: Fingerprint, row: number): void {
    const slot = slotOf(table, fingerprint);
    if (table.rows[slot] === 0) used += 1;
    table.highs[slot] = fingerprint.high;
    table.lows[slot] = fingerprint.low;
    table.rows[slot] = row;
  }

  return {
    find(fingerprint) {
      const row = table.rows[slotOf(table, fingerprint)] ?? 0;
      return isAlive(row) ? row : null;
    },
    set(fingerprint, row) {
      if (used + 1 > table.rows.length * MOST_LOAD) grow();
      put(fingerprint, row);
    },
    forgetBefore(row) {
      firstRow = Math.max(firstRow, row);
    },
    get isEmpty() {
      return used === 0;
    },
  };
}

/** Tables with such keys; `posted` holds the fingerprints of answers. */
export type KeyedTable = "claims" | "posted";

/** Fills an index from a table; 100,000 claims take about 30 ms. */
export function loadClaimIndex(connection: Connection, table: KeyedTable): ClaimIndex {
  const index = createClaimIndex();
  let after = 0;
  for (;;) {
    // One text for thousands of rows: fetching each alone takes four times as long.
    const part = connection.one<{ rows: string | null; keys: string | null; last: number | null }>(
      `SELECT group_concat(number, ' ' ORDER BY number) AS rows,
        group_concat(hex(substr(key, 1, ${FINGERPRINT_BYTES})), '' ORDER BY number) AS keys,
        max(number) AS last
      FROM (SELECT number, key FROM ${table} WHERE number > ? ORDER BY number LIMIT ${LOAD_AT_ONCE})`,
      [after],
    );
    if (part?.keys == null || part.rows === null || part.last === null) return index;
    const keys = Buffer.from(part.keys, "hex");
    for (const [at, row] of part.rows.split(" ").entries()) {
      const start = at * FINGERPRINT_BYTES;
      index.set({ high: keys.readUInt32LE(start), low: keys.readUInt32LE(start + 4) }, Number(row));
    }
    after = part.last;
  }
}

interface Table {
  readonly highs: Uint32Array;
  readonly lows: Uint32Array;
  /** 0: free. Row numbers begin at 1. */
  readonly rows: Float64Array;
}

function emptyTable(capacity: number): Table {
  return {
    highs: new Uint32Array(capacity),
    lows: new Uint32Array(capacity),
    rows: new Float64Array(capacity),
  };
}

/** A power of two with room for twice as many. */
function capacityFor(alive: number): number {
  let capacity = FIRST_CAPACITY;
  while (capacity * MOST_LOAD < alive * 2) capacity *= 2;
  return capacity;
}

/** The slot that holds the fingerprint, or the free one where it belongs. */
function slotOf(table: Table, { high, low }: Fingerprint): number {
  const mask = table.rows.length - 1;
  let slot = low & mask;
  while (table.rows[slot] !== 0 && (table.highs[slot] !== high || table.lows[slot] !== low)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}
