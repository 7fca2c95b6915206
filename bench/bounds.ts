// What `--check` demands: ratios and counts, with room for a busy machine; never a time. Each function gives what
// is out of bounds, in words.

import type { AcceptPoint } from "./measure-accepts.ts";
import type { ChildStart } from "./measure-children.ts";
import type { HistoryCost } from "./measure-history.ts";
import type { ListCost } from "./measure-lists.ts";
import type { MemoryUse } from "./measure-memory.ts";
import type { StartCost } from "./measure-start.ts";
import type { SyncCount } from "./measure-syncs.ts";
import type { WatchedCost } from "./measure-watched.ts";

/** Below or above these a change made something worse; the aims are in docs/performance.md. */
const LEAST_OF_LOG = 0.4;
const MOST_CPU_OF_LOG = 2.5;
const LEAST_OF_EMPTY = 0.75;
const MOST_OF_FEW = 2;
const MOST_OF_ALLOWED = 2;
const LEAST_OF_UNWATCHED = 0.8;
const MOST_OF_BARE_START = 4;
const MOST_OF_BARE_MEMORY = 2;
const MOST_QUEUED_MIB = 128;
const MOST_OF_PLAIN_CHILD = 12;
/** Two connections and more share syncs; how many is for the machine to say. */
const LEAST_SHARING = 1.5;
/** A sync of the log, and now and then the two of a checkpoint. */
const MOST_SYNCS_ALONE = 1.3;

/** Accepts against the log's, of more than one connection: alone, the disk decides. */
export function acceptFaults({ connections, bytes, peers: { log } }: AcceptPoint): string[] {
  if (log === undefined || connections === 1) return [];
  const load = `${connections} connections, ${bytes} B`;
  return [
    ...atLeast(`accepts of the log's, ${load}`, log.accepts, LEAST_OF_LOG),
    ...atMost(`processor time of an accept, of the log's, ${load}`, log.cpu, MOST_CPU_OF_LOG),
  ];
}

/** Fewer syncs than accepts of one connection: something was answered before it was synced. */
export function syncFaults(counts: readonly SyncCount[] | null): string[] {
  return (counts ?? []).flatMap((count) =>
    count.connections > 1 ? sharedFaults(count) : aloneFaults(count),
  );
}

function sharedFaults({ connections, accepted, syncs }: SyncCount): string[] {
  const name = `accepts of a sync, ${connections} connections`;
  const shared = accepted / syncs;
  return [...atLeast(name, shared, LEAST_SHARING), ...atMost(name, shared, connections)];
}

function aloneFaults({ accepted, syncs }: SyncCount): string[] {
  const name = "syncs of an accept that comes alone";
  const each = syncs / accepted;
  return [...atLeast(name, each, 1), ...atMost(name, each, MOST_SYNCS_ALONE)];
}

/** A long past slows nothing. */
export function historyFaults({ ofEmpty }: HistoryCost): string[] {
  return atLeast("accepts with a past of an empty ledger's", ofEmpty, LEAST_OF_EMPTY);
}

/** Very many deliveries slow no list that finds its page among the newest. */
export function listFaults(costs: readonly ListCost[]): string[] {
  return costs.flatMap(({ name, ofFew, isWhole, ofAllowed }) => [
    ...(isWhole ? [] : atMost(`${name}, of a thousand deliveries'`, ofFew, MOST_OF_FEW)),
    ...atMost(`${name}, of the time it allows itself`, ofAllowed, MOST_OF_ALLOWED),
  ]);
}

/** Whoever looks on slows nothing. */
export function watchedFaults({ pages, ofUnwatched }: WatchedCost): string[] {
  return atLeast(`accepts with ${pages} open dashboards`, ofUnwatched, LEAST_OF_UNWATCHED);
}

/** The start against a bare server's. */
export function startFaults({ ofBare }: StartCost): string[] {
  return atMost("start of a bare server's", ofBare, MOST_OF_BARE_START);
}

/** What waits is on disk and not in memory. */
export function memoryFaults({ idleMib, bareMib, queuedMib }: MemoryUse): string[] {
  if (idleMib === null || bareMib === null || queuedMib === null) return [];
  return [
    ...atMost("idle memory of a bare server's", idleMib / bareMib, MOST_OF_BARE_MEMORY),
    ...atMost("MiB that a full queue takes", queuedMib - idleMib, MOST_QUEUED_MIB),
  ];
}

/** From the 202 to the child. */
export function childFaults(children: ChildStart | null): string[] {
  return atMost("202 to child, of a plain start", children?.ofPlain ?? null, MOST_OF_PLAIN_CHILD);
}

function atLeast(name: string, seen: number, bound: number): string[] {
  return seen >= bound ? [] : [`${name}: ${seen.toFixed(2)}, at least ${bound}`];
}

function atMost(name: string, seen: number | null, bound: number): string[] {
  return seen === null || seen <= bound ? [] : [`${name}: ${seen.toFixed(2)}, at most ${bound}`];
}
