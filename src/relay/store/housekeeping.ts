// What waited too long is ended and told; what ended long ago is forgotten; room that was freed goes back to the disk.

import type { Connection } from "../../ledger/file/connection.ts";
import type { Amount, LaneKey } from "./lane-counts.ts";
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
 * @param inHandUpTo the newest number of a lane that a daemon has been sent on an open connection: such a parcel may be
 * just about to be kept there
 */
export async function expire(
  { store, parcels }: { readonly store: RelayStore; readonly parcels: Parcels },
  times: KeepTimes,
  inHandUpTo: (lane: LaneKey) => number,
): Promise<Expired[]> {
  const expired: Expired[] = [];
  for (const lane of parcels.counts.lanes()) {
    // Nearly always there is none: every change costs a sync of the disk.
    if (!store.read((open) => hasOld(open, lane, times))) continue;
    let count = 0;
    for (let ended = -1; ended !== 0;) {
      const gone = await store.write((open) =>
        endOld(open, { lane, inHandUpTo: inHandUpTo(lane) }, times),
      );
      parcels.counts.remove(lane, gone);
      ended = gone.parcels;
      count += ended;
    }
    if (count > 0) expired.push({ ...lane, parcels: count });
  }
  return expired;
}

function hasOld(connection: Connection, lane: LaneKey, { expiredBefore }: KeepTimes): boolean {
  const sql =
    "SELECT 1 FROM parcels WHERE daemon = ? AND hook = ? AND state = 'waiting' AND received_at < ? LIMIT 1";
  return connection.one(sql, [lane.daemon, lane.hook, expiredBefore]) !== undefined;
}

function endOld(
  connection: Connection,
  { lane, inHandUpTo }: { readonly lane: LaneKey; readonly inHandUpTo: number },
  { expiredBefore, now }: KeepTimes,
): Amount {
  const rows = connection.all<{ number: number }>(
    `SELECT number FROM parcels
    WHERE daemon = ? AND hook = ? AND state = 'waiting' AND number > ? AND received_at < ? LIMIT ?`,
    [lane.daemon, lane.hook, inHandUpTo, expiredBefore, AT_A_TIME],
  );
  let [parcels, bytes] = [0, 0];
  for (const { number } of rows) {
    const gone = endParcel(
      connection,
      { ...lane, number },
      { state: "expired", status: null, now },
    );
    parcels += gone.parcels;
    bytes += gone.bytes;
  }
  return { parcels, bytes };
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
