// What `--check` demands: ratios and counts, with room for a busy machine; never a time.

import type { AcceptPoint } from "./measure-accepts.ts";
import type { ChildStart } from "./measure-children.ts";
import type { HistoryCost } from "./measure-history.ts";
import type { MemoryUse } from "./measure-memory.ts";
import type { StartCost } from "./measure-start.ts";
import type { SyncCount } from "./measure-syncs.ts";

/** All that one run found. */
export interface Findings {
  readonly accepts: readonly AcceptPoint[];
  /** null where it could not be counted. */
  readonly syncs: readonly SyncCount[] | null;
  readonly history: HistoryCost;
  readonly start: StartCost;
  readonly memory: MemoryUse;
  readonly children: ChildStart | null;
}

/** Below this a change made something worse; the aims are in docs/performance.md. */
const LEAST_OF_LOG = 0.3;
const LEAST_OF_EMPTY = 0.7;
const MOST_OF_BARE_START = 5;
const MOST_OF_BARE_MEMORY = 3;
const MOST_QUEUED_MIB = 128;
const MOST_OF_PLAIN_CHILD = 15;
/** Two connections and more share syncs; how many is for the machine to say. */
const LEAST_SHARING = 1.5;
/** A sync of the log, and now and then the two of a checkpoint. */
const MOST_SYNCS_ALONE = 1.3;

/** What is out of bounds, in words. */
export function outOfBounds({
  accepts,
  syncs,
  history,
  start,
  memory,
  children,
}: Findings): string[] {
  const faults: string[] = [];
  const demand = (name: string, isMet: boolean, seen: number, bound: number): void => {
    if (!isMet) faults.push(`${name}: ${seen.toFixed(2)}, the bound is ${bound}`);
  };
  for (const { connections, bytes, ofLog } of accepts.filter((one) => one.connections > 1))
    demand(
      `accepts of the log's, ${connections} connections, ${bytes} B`,
      ofLog >= LEAST_OF_LOG,
      ofLog,
      LEAST_OF_LOG,
    );
  for (const { connections, accepted, syncs: count } of syncs ?? []) {
    // Fewer syncs than accepts of one connection: something was answered before it was synced.
    if (connections === 1) {
      const each = count / accepted;
      demand("syncs of an accept that comes alone, at least", each >= 1, each, 1);
      demand(
        "syncs of an accept that comes alone, at most",
        each <= MOST_SYNCS_ALONE,
        each,
        MOST_SYNCS_ALONE,
      );
    } else {
      const shared = accepted / count;
      demand(
        `accepts of a sync, ${connections} connections`,
        shared >= LEAST_SHARING,
        shared,
        LEAST_SHARING,
      );
      demand(
        `accepts of a sync, ${connections} connections, at most`,
        shared <= connections,
        shared,
        connections,
      );
    }
  }
  demand(
    "accepts with a past of an empty ledger's",
    history.ofEmpty >= LEAST_OF_EMPTY,
    history.ofEmpty,
    LEAST_OF_EMPTY,
  );
  demand(
    "start of a bare server's",
    start.ofBare <= MOST_OF_BARE_START,
    start.ofBare,
    MOST_OF_BARE_START,
  );
  if (memory.idleMib !== null && memory.bareMib !== null && memory.queuedMib !== null) {
    const idle = memory.idleMib / memory.bareMib;
    demand(
      "idle memory of a bare server's",
      idle <= MOST_OF_BARE_MEMORY,
      idle,
      MOST_OF_BARE_MEMORY,
    );
    const grown = memory.queuedMib - memory.idleMib;
    demand("MiB that a full queue takes", grown <= MOST_QUEUED_MIB, grown, MOST_QUEUED_MIB);
  }
  if (children !== null)
    demand(
      "202 to child, of a plain start",
      children.ofPlain <= MOST_OF_PLAIN_CHILD,
      children.ofPlain,
      MOST_OF_PLAIN_CHILD,
    );
  return faults;
}
