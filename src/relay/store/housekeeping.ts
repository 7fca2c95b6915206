// What waited too long is ended and told; what ended long ago is forgotten; room that was freed goes back to the disk.

import type { Connection } from "../../ledger/file/connection.ts";
import type { LaneKey } from "./lane-counts.ts";
import { endParcel, type Parcels } from "./parcels.ts";
import type { RelayStore } from "./relay-store.ts";

/** What is kept, and how long. Times in milliseconds. */
export interface KeepTimes {
  /** What was received before it waited too long. */
  readonly expiredBefore: number;
  readonly now: number;
}

/** Parcels of one hook that nobody fetched in time. */
export interface Expired extends LaneKey {
  readonly parcels: number;
}

/** Rows of what ended stay this long, for `wakehook relay list`. */
const KEPT_MS = 30 * 86_400_000;
const KEPT_ROWS = 100_000;
/** In one transaction. */
const AT_A_TIME = 500;
const FREED_PAGES = 500;

/**
 * Ends what waited too long.
 * @param pushedUpTo the newest number of a lane that a daemon has been sent on an open connection: such a parcel may be
 * just about to be kept there
 */
export async function expire(
  { store, parcels }: { readonly store: RelayStore; readonly parcels: Parcels },
  { expiredBefore, now }: KeepTimes,
  pushedUpTo: (lane: LaneKey) => number,
): Promise<Expired[]> {
  const ended = await store.write((connection) => {
    const rows = connection.all<LaneKey & { number: number }>(
      "SELECT number, daemon, hook FROM parcels WHERE state = 'waiting' AND received_at < ? ORDER BY received_at LIMIT ?",
      [expiredBefore, AT_A_TIME],
    );
    return rows
      .filter((row) => row.number > pushedUpTo(row))
      .map((row) => ({
        row,
        gone: endParcel(connection, row, { state: "expired", status: null, now }),
      }));
  });
  for (const { row, gone } of ended) parcels.counts.remove(row, gone);
  return grouped(ended.map(({ row }) => row));
}

/** Forgets what ended long ago, some at a time, and gives room back. */
export async function prune(store: RelayStore, { now }: Pick<KeepTimes, "now">): Promise<void> {
  await store.write((connection) => {
    connection.run(
      `DELETE FROM parcels WHERE number IN
        (SELECT number FROM parcels WHERE state <> 'waiting' AND settled_at < ? LIMIT ?)`,
      [now - KEPT_MS, AT_A_TIME],
    );
    connection.run(
      `DELETE FROM parcels WHERE number IN
        (SELECT number FROM parcels WHERE state <> 'waiting' ORDER BY settled_at DESC LIMIT ? OFFSET ?)`,
      [AT_A_TIME, KEPT_ROWS],
    );
  });
  store.read(giveBack);
}

function giveBack(connection: Connection): void {
  const free = connection.one<{ freelist_count: number }>("PRAGMA freelist_count");
  if ((free?.freelist_count ?? 0) > FREED_PAGES)
    connection.all(`PRAGMA incremental_vacuum(${FREED_PAGES})`);
}

function grouped(rows: readonly LaneKey[]): Expired[] {
  const lanes = new Map<string, Expired>();
  for (const { daemon, hook } of rows) {
    const key = `${daemon}/${hook}`;
    lanes.set(key, { daemon, hook, parcels: (lanes.get(key)?.parcels ?? 0) + 1 });
  }
  return [...lanes.values()];
}
