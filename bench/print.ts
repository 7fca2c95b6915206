// What was found, as tables.

import type { Findings } from "./bounds.ts";
import type { AcceptPoint, Measured } from "./measure-accepts.ts";
import { amount, printTable, ratio, type Row } from "./table.ts";

const THREE = ["nothing", "log", "daemon"] as const;

/** The accepts: ratios, and what they are ratios of. */
export function printAccepts(points: readonly AcceptPoint[]): void {
  const name = ({ auth, connections, bytes }: AcceptPoint): string =>
    `${auth}, ${bytes} B, ${connections} ${connections === 1 ? "connection" : "connections"}`;
  printTable(
    "Durable accepts of the daemon, as a share of the same server that...",
    ["", "syncs a log", "keeps nothing", "CPU of the log's"],
    points.map((point) => [
      name(point),
      ratio(point.ofLog),
      ratio(point.ofNothing),
      ratio(point.cpuOfLog),
    ]),
  );
  const cells = (of: (measured: Measured) => string, point: AcceptPoint): string =>
    THREE.map((server) => of(point[server])).join(" / ");
  printTable(
    "What these are shares of (nothing / log / daemon)",
    ["", "a second", "p50 ms", "p99 ms", "CPU us"],
    points.map((point) => [
      name(point),
      cells(({ perSecond }) => perSecond.toFixed(0), point),
      cells(({ p50Ms }) => amount(p50Ms), point),
      cells(({ p99Ms }) => amount(p99Ms), point),
      cells(({ cpuMicroseconds }) => amount(cpuMicroseconds), point),
    ]),
  );
}

/** Everything else. */
export function printCounts({ syncs, history, start, memory, children }: Findings): void {
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
