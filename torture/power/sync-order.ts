// A recording comes in; which promises were made before the disk had what they promise goes out.

import { deliveriesIn } from "./delivery-ids.ts";
import type { Step } from "./recording.ts";

const LOG_NAME = "wakehook.db-wal";
/** https://sqlite.org/walformat.html: a frame's header, written by itself; a commit's has the database's size. */
const FRAME_HEADER_BYTES = 24;

/** Promised deliveries, and those of them that were promised without a sync of their commit. */
export interface SyncOrder {
  readonly promised: number;
  readonly unsynced: readonly string[];
}

/**
 * Follows every delivery: its row is written to the log, the frame that commits it is, a sync of the log begins,
 * it ends well, and only then the delivery is promised.
 */
export function syncOrderOf(steps: readonly Step[]): SyncOrder {
  const logs = new Set<number>();
  const begun = new Map<number, readonly string[]>();
  let promised = 0;
  const unsynced: string[] = [];
  const synced = new Set<string>();
  /** In the transaction that is being written; in the log and not known to be on the disk. */
  let uncommitted: string[] = [];
  let committed: string[] = [];
  let isLastFrame = false;

  function write(data: Buffer): void {
    if (data.length === FRAME_HEADER_BYTES) isLastFrame = data.readUInt32BE(4) !== 0;
    else {
      uncommitted.push(...deliveriesIn(data.toString("latin1")).filter((id) => !synced.has(id)));
      if (!isLastFrame) return;
      committed = [...new Set([...committed, ...uncommitted])];
      uncommitted = [];
    }
  }

  for (const step of steps) {
    if (step.kind === "create" && step.name === LOG_NAME) logs.add(step.file);
    else if (step.kind === "write" && logs.has(step.file)) write(step.data);
    else if (step.kind === "sync begins" && logs.has(step.file)) begun.set(step.token, committed);
    else if (step.kind === "sync ended" && step.isWell) {
      const on = begun.get(step.token) ?? [];
      for (const id of on) synced.add(id);
      if (on.length > 0) committed = committed.filter((id) => !synced.has(id));
    } else if (step.kind === "told") {
      for (const id of deliveriesIn(step.text)) {
        promised += 1;
        if (!synced.has(id)) unsynced.push(id);
      }
    }
  }
  return { promised, unsynced };
}
