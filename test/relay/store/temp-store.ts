// A relay's database in a folder of its own.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Log } from "../../../src/core/ports/log-port.ts";
import { relayPaths, type RelayPaths } from "../../../src/relay/paths.ts";
import { createLaneCounts } from "../../../src/relay/store/lane-counts.ts";
import { openRelayDatabase } from "../../../src/relay/store/open-database.ts";
import { createParcels, type KeepBounds, type Parcels } from "../../../src/relay/store/parcels.ts";
import { openRelayStore, type RelayStore } from "../../../src/relay/store/relay-store.ts";
import { systemClock, type Clock } from "../../../src/system/clock.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";

/** An open one. */
export interface TempStore {
  readonly paths: RelayPaths;
  readonly id: string;
  readonly store: RelayStore;
  readonly parcels: Parcels;
  /** What was told of the disk. */
  readonly faults: string[];
  /** Lets the files go; open it anew with `openTemp(paths)`. */
  close(): Promise<void>;
}

/** Nobody reads it. */
export const NO_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Bounds that nothing reaches. */
export const WIDE: KeepBounds = {
  maxWaitingBytes: 1e12,
  maxWaitingBytesPerHook: 1e12,
  maxWaitingPerHook: 1e6,
};

/** A folder that goes with the test. */
export function tempPaths(): RelayPaths {
  const root = mkdtempSync(path.join(tmpdir(), "wakehook-relay-store-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const paths = relayPaths(root);
  mkdirSync(paths.folder, { mode: 0o700 });
  return paths;
}

/** Opens a database, as the relay does. */
export function openTemp(
  paths = tempPaths(),
  { bounds = WIDE, clock = systemClock }: { bounds?: KeepBounds; clock?: Clock } = {},
): TempStore {
  const { connection, watermark, id } = openRelayDatabase({
    paths,
    clock,
    randomness: systemRandomness,
    log: NO_LOG,
  });
  const faults: string[] = [];
  const store = openRelayStore(
    {
      file: paths.database,
      onCommit: (position) => watermark.note(position),
      onFault: (error) => faults.push(error.message),
      onReopened: (opened) => parcels.reload(opened),
    },
    connection,
  );
  const parcels = createParcels(store, createLaneCounts(), () => bounds);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await store.close();
    watermark.close();
  };
  onTestFinished(close);
  return { paths, id, store, parcels, faults, close };
}

/** A lane that tests use. */
export const CI = { daemon: "home", hook: "ci" };

/** Keeps a parcel of so many bytes. */
export function keepOne(
  parcels: Parcels,
  bytes = 10,
  lane = CI,
  receivedAt = Date.now(),
): Promise<number> {
  return parcels.keep({ ...lane, receivedAt, sealed: Buffer.alloc(bytes, 1) });
}
