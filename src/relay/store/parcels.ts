// What waits at the relay. Sealed parcels come in and are on the disk when `keep` resolves; in their order they go out
// to the daemon, until it has them.

import { WakehookError } from "../../core/records/errors.ts";
import type { Connection } from "../../ledger/file/connection.ts";
import type { Amount, LaneCounts, LaneKey } from "./lane-counts.ts";
import type { RelayStore } from "./relay-store.ts";
import type { ParcelState } from "./relay-schema.ts";

/** A parcel to be kept. */
export interface NewParcel extends LaneKey {
  readonly sealed: Uint8Array;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** A parcel that waits. */
export interface WaitingParcel {
  readonly number: number;
  readonly receivedAt: number;
  /** Of what is sealed. */
  readonly bytes: number;
}

/** A parcel that its daemon is done with. */
export interface SettledParcel {
  readonly number: number;
  /** What its daemon answered; null: it did not say. */
  readonly status: number | null;
}

/** How a delivery of the daemon ended. */
export interface ParcelResult {
  readonly number: number;
  readonly status: string;
  readonly endedAt: number;
}

/** The most that may wait. */
export interface KeepBounds {
  readonly maxWaitingBytes: number;
  readonly maxWaitingBytesPerHook: number;
  readonly maxWaitingPerHook: number;
}

/** What waits at one relay. */
export interface Parcels {
  /**
   * Gives the parcel's number once the disk has it.
   * @throws WakehookError `queue_full` (over a bound), `storage_unavailable`; it is not kept then.
   */
  keep(parcel: NewParcel): Promise<number>;
  /** The first of a lane behind a number; null: none. */
  next(lane: LaneKey, behind: number): WaitingParcel | null;
  /** What a parcel holds; null: it does not wait any more. */
  sealed(number: number): Uint8Array | null;
  /** Empties what its daemon is done with. */
  settle(lane: LaneKey, settled: readonly SettledParcel[], now: number): Promise<void>;
  /** Resolves when the disk has it, or there is no such parcel any more. */
  noteResult(lane: LaneKey, result: ParcelResult): Promise<void>;
  /** The file was opened anew after a fault: what was refused may be there after all. */
  reload(connection: Connection): void;
  readonly counts: LaneCounts;
}

/** Over the parcels of an open store. */
export function createParcels(
  store: RelayStore,
  counts: LaneCounts,
  bounds: () => KeepBounds,
): Parcels {
  /** Numbers above this one may not be on the disk yet: they are not handed out. */
  const onDisk = { upTo: store.read((connection) => newestNumber(connection)) };
  /** On its way to the disk, and counted. */
  const pending = new Set<NewParcel>();
  store.read((connection) => counts.load(connection));

  return {
    counts,
    reload(connection) {
      onDisk.upTo = newestNumber(connection);
      counts.load(connection);
      for (const parcel of pending) counts.add(parcel, parcel.sealed.byteLength);
    },
    async keep(parcel) {
      const { sealed } = parcel;
      refuseOver(counts, bounds(), parcel);
      // Counted before it is written: others that come meanwhile see it.
      counts.add(parcel, sealed.byteLength);
      pending.add(parcel);
      try {
        const number = await store.write((open) => insert(open, parcel), sealed.byteLength);
        onDisk.upTo = Math.max(onDisk.upTo, number);
        return number;
      } catch (error) {
        counts.remove(parcel, { parcels: 1, bytes: sealed.byteLength });
        throw error;
      } finally {
        pending.delete(parcel);
      }
    },
    next: ({ daemon, hook }, behind) =>
      store.read(
        (connection) =>
          connection.one<WaitingParcel>(
            `SELECT number, received_at AS receivedAt, bytes FROM parcels
            WHERE daemon = ? AND hook = ? AND state = 'waiting' AND number > ? AND number <= ?
            ORDER BY number LIMIT 1`,
            [daemon, hook, behind, onDisk.upTo],
          ) ?? null,
      ),
    sealed: (number) =>
      store.read((connection) => {
        const sql = "SELECT sealed FROM contents WHERE number = ?";
        return connection.one<{ sealed: Uint8Array }>(sql, [number])?.sealed ?? null;
      }),
    async settle(lane, settled, now) {
      // Lost with the power it is pushed once more, and recognised at home.
      const gone = await store.note((open) => settleAll(open, settled, { lane, now }));
      counts.remove(lane, gone);
    },
    async noteResult({ daemon, hook }, { number, status, endedAt }) {
      await store.write((open) =>
        open.run(
          "UPDATE parcels SET result_status = ?, result_at = ? WHERE number = ? AND daemon = ? AND hook = ?",
          [status, endedAt, number, daemon, hook],
        ),
      );
    },
  };
}

/** Ends what waits in a state, within an open transaction; gives how much it was. */
export function endParcel(
  connection: Connection,
  { daemon, hook, number }: LaneKey & { readonly number: number },
  end: { readonly state: ParcelState; readonly status: number | null; readonly now: number },
): Amount {
  const row = connection.one<{ bytes: number }>(
    `UPDATE parcels SET state = ?, answer_status = ?, settled_at = ?
    WHERE number = ? AND daemon = ? AND hook = ? AND state = 'waiting' RETURNING bytes`,
    [end.state, end.status, end.now, number, daemon, hook],
  );
  if (row === undefined) return { parcels: 0, bytes: 0 };
  connection.run("DELETE FROM contents WHERE number = ?", [number]);
  return { parcels: 1, bytes: row.bytes };
}

function settleAll(
  connection: Connection,
  settled: readonly SettledParcel[],
  { lane, now }: { readonly lane: LaneKey; readonly now: number },
): Amount {
  let [parcels, bytes] = [0, 0];
  for (const { number, status } of settled) {
    const state = status !== null && status >= 400 ? "refused" : "acked";
    const gone = endParcel(connection, { ...lane, number }, { state, status, now });
    parcels += gone.parcels;
    bytes += gone.bytes;
  }
  return { parcels, bytes };
}

function insert(connection: Connection, { daemon, hook, receivedAt, sealed }: NewParcel): number {
  const row = connection.one<{ value: number }>(
    "UPDATE meta SET value = value + 1 WHERE name = 'number' RETURNING value",
  );
  const number = row?.value ?? 1;
  connection.run(
    "INSERT INTO parcels (number, daemon, hook, received_at, bytes) VALUES (?, ?, ?, ?, ?)",
    [number, daemon, hook, receivedAt, sealed.byteLength],
  );
  connection.run("INSERT INTO contents VALUES (?, ?)", [number, sealed]);
  return number;
}

function newestNumber(connection: Connection): number {
  const sql = "SELECT value FROM meta WHERE name = 'number'";
  return connection.one<{ value: number }>(sql)?.value ?? 0;
}

function refuseOver(counts: LaneCounts, bounds: KeepBounds, parcel: NewParcel): void {
  const { daemon, hook, sealed } = parcel;
  const lane = counts.ofLane(parcel);
  const over =
    (counts.inAll().bytes + sealed.byteLength > bounds.maxWaitingBytes && "max_waiting_bytes") ||
    (lane.bytes + sealed.byteLength > bounds.maxWaitingBytesPerHook &&
      "max_waiting_bytes_per_hook") ||
    (lane.parcels >= bounds.maxWaitingPerHook && "max_waiting_per_hook");
  if (over === false) return;
  throw new WakehookError("queue_full", `over ${over}: ${daemon}/${hook} waits for its daemon`, {
    hint: "see wakehook relay list: is the daemon connected?",
  });
}
