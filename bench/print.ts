// What was found, as tables.

import type { AcceptPoint, Measured } from "./measure-accepts.ts";
import type { ChildStart } from "./measure-children.ts";
import type { HistoryCost } from "./measure-history.ts";
import type { ListCost } from "./measure-lists.ts";
import type { MemoryUse } from "./measure-memory.ts";
import type { StartCost } from "./measure-start.ts";
import type { SyncCount } from "./measure-syncs.ts";
import type { WatchedCost } from "./measure-watched.ts";
import type { Peer } from "./scale.ts";
import { amount, printTable, ratio, type Row } from "./table.ts";

const NAMES: Readonly<Record<Peer, string>> = {
  log: "syncs a log",
  nothing: "Hono, nothing",
  plain: "node:http, nothing",
  webhook: "webhook",
};
/** In the order in which they are shown. */
const SHOWN = ["log", "nothing", "plain", "webhook"] as const;

/** The accepts: ratios, and what they are ratios of. */
export function printAccepts(points: readonly AcceptPoint[]): void {
  const shown = SHOWN.filter((peer) => points.some(({ peers }) => peers[peer] !== undefined));
  const name = ({ auth, connections, bytes }: AcceptPoint): string =>
    `${auth}, ${bytes} B, ${connections} ${connections === 1 ? "connection" : "connections"}`;
  const shares = (of: "accepts" | "cpu"): Row[] =>
    points.map((point) => [
      name(point),
      ...shown.map((peer) => ratio(point.peers[peer]?.[of] ?? null)),
    ]);
  const header: Row = ["", ...shown.map((peer) => NAMES[peer])];
  printTable(
    "Durable accepts of the daemon, as a share of a server that...",
    header,
    shares("accepts"),
  );
  printTable("Processor time of an accept, as a multiple of the same", header, shares("cpu"));
  const cells = (of: (measured: Measured) => string, { daemon, peers }: AcceptPoint): string =>
    [daemon, ...shown.flatMap((peer) => peers[peer]?.measured ?? [])].map(of).join(" / ");
  printTable(
    `What these are shares of (daemon / ${shown.map((peer) => NAMES[peer]).join(" / ")})`,
    ["", "a second", "p50 ms", "p99 ms", "CPU us"],
    points.map((point) => [
      name(point),
      cells(({ perSecond }) => perSecond.toFixed(0), point),
      cells(({ p50Ms }) => amount(p50Ms), point),
      cells(({ p99Ms }) => amount(p99Ms), point),
      cells(({ cpuMicroseconds }) => amount(cpuMicroseconds), point),
    ]),
  );
  if (!shown.includes("webhook") && shown.includes("plain"))
    console.log("(`webhook` was not compared: it is not on the PATH; --webhook FILE names one)");
}

/** The lists. */
export function printLists(lists: readonly ListCost[]): void {
  printTable(
    `Lists with ${lists[0]?.deliveries ?? 0} deliveries, as a multiple of the same with a thousand`,
    ["", "ratio", "of its bound", "of", "others waited at most"],
    lists.map(({ name, ofFew, ofAllowed, manyMs, fewMs, longestWaitMs }) => [
      name,
      ratio(ofFew),
      ratio(ofAllowed),
      `${amount(manyMs)} / ${amount(fewMs)} ms`,
      `${amount(longestWaitMs)} ms`,
    ]),
  );
}

/** What is found beside the accepts and the lists. */
export interface Findings {
  /** null where it could not be counted. */
  readonly syncs: readonly SyncCount[] | null;
  readonly history: HistoryCost;
  readonly watched: WatchedCost;
  readonly start: StartCost;
  readonly memory: MemoryUse;
  readonly children: ChildStart | null;
}

/** Everything else. */
export function printCounts({ syncs, history, start, memory, children, watched }: Findings): void {
  const syncRows: Row[] = (syncs ?? []).map(({ connections, accepted, syncs: count }) => [
    `accepts of a sync, ${connections} ${connections === 1 ? "connection" : "connections"}`,
    ratio(accepted / count),
    `${accepted} accepts, ${count} syncs`,
  ]);
  const rows: Row[] = [
    ...syncRows,
    [
      `accepts with ${history.deliveries} deliveries of history, of an empty ledger's`,
      ratio(history.ofEmpty),
      "",
    ],
    [
      `accepts with ${watched.pages} open dashboards, of the accepts with none`,
      ratio(watched.ofUnwatched),
      `processor time of an accept ${ratio(watched.cpu)}`,
    ],
    [
      "start to first 202, of a bare server's",
      ratio(start.ofBare),
      `${amount(start.daemonMs)} / ${amount(start.bareMs)} ms`,
    ],
    [
      "resident memory idle, of a bare server's",
      memoryShare(memory.idleMib, memory.bareMib),
      `${amount(memory.idleMib)} / ${amount(memory.bareMib)} MiB`,
    ],
    [
      `resident memory with ${memory.queued} waiting deliveries of 10 kB, of idle`,
      memoryShare(memory.queuedMib, memory.idleMib),
      `${amount(memory.queuedMib)} MiB`,
    ],
  ];
  if (children !== null)
    rows.push([
      "202 to the child's start, of a plain start",
      ratio(children.ofPlain),
      `${amount(children.daemonMs)} / ${amount(children.plainMs)} ms`,
    ]);
  printTable("Counts and ratios", ["", "ratio", "of"], rows);
  if (syncs === null) console.log("(syncs were not counted: that takes Linux and a C compiler)");
}

function memoryShare(part: number | null, whole: number | null): string {
  return ratio(part === null || whole === null ? null : part / whole);
}
