import { expect, it } from "vitest";
import {
  acceptFaults,
  childFaults,
  historyFaults,
  listFaults,
  memoryFaults,
  startFaults,
  syncFaults,
  watchedFaults,
} from "../../bench/bounds.ts";
import type { AcceptPoint } from "../../bench/measure-accepts.ts";
import { median, percentile } from "../../bench/statistics.ts";

const measured = { perSecond: 1, p50Ms: 1, p99Ms: 1, cpuMicroseconds: 1 };

function point(accepts: number, cpu: number | null, connections = 16): AcceptPoint {
  const peers = { log: { measured, accepts, cpu } };
  return { auth: "github", connections, bytes: 1000, daemon: measured, peers };
}

const LIST = {
  name: "page",
  deliveries: 9,
  fewMs: 1,
  manyMs: 1,
  isWhole: false,
  ofAllowed: null,
  longestWaitMs: 1,
};
const MEMORY = { idleMib: 80, bareMib: 60, queued: 10, queuedMib: 100 };

it.each<[string, readonly string[]]>([
  ["accepts", acceptFaults(point(0.8, 1.4))],
  ["accepts of a system that tells no processor time", acceptFaults(point(0.8, null))],
  ["one connection, where the disk decides", acceptFaults(point(0.1, 9, 1))],
  [
    "syncs",
    syncFaults([
      { connections: 1, accepted: 100, syncs: 104 },
      { connections: 16, accepted: 100, syncs: 10 },
    ]),
  ],
  ["syncs that could not be counted", syncFaults(null)],
  ["a past", historyFaults({ deliveries: 100, ofEmpty: 1 })],
  ["a long list", listFaults([{ ...LIST, ofFew: 1.4 }])],
  [
    "what is looked through as a whole",
    listFaults([{ ...LIST, isWhole: true, ofFew: 90, ofAllowed: 1 }]),
  ],
  ["open dashboards", watchedFaults({ pages: 50, ofUnwatched: 0.95, cpu: 1.1 })],
  ["a start", startFaults({ ofBare: 2, daemonMs: 2, bareMs: 1 })],
  ["memory", memoryFaults(MEMORY)],
  ["memory that is not told", memoryFaults({ ...MEMORY, idleMib: null })],
  ["children", childFaults({ ofPlain: 2, daemonMs: 2, plainMs: 1 })],
  ["children that could not be timed", childFaults(null)],
])("finds nothing wrong with %s", (_, faults) => {
  expect(faults).toEqual([]);
});

it.each<[string, readonly string[], RegExp]>([
  ["slow accepts", acceptFaults(point(0.1, 1)), /log's, 16 connections, 1000 B: 0\.10, at least/],
  ["dear accepts", acceptFaults(point(1, 3)), /processor time.*: 3\.00, at most/],
  [
    "an answer before the sync",
    syncFaults([{ connections: 1, accepted: 100, syncs: 14 }]),
    /alone: 0\.14, at least 1/,
  ],
  [
    "a sync too many",
    syncFaults([{ connections: 1, accepted: 100, syncs: 200 }]),
    /alone: 2\.00, at most/,
  ],
  [
    "a sync for each of many",
    syncFaults([{ connections: 16, accepted: 100, syncs: 100 }]),
    /16 connections: 1\.00, at least/,
  ],
  [
    "answers of many before the sync",
    syncFaults([{ connections: 16, accepted: 100, syncs: 2 }]),
    /16 connections: 50\.00, at most 16/,
  ],
  ["a past that slows", historyFaults({ deliveries: 100, ofEmpty: 0.2 }), /past/],
  [
    "a list that grows",
    listFaults([{ ...LIST, ofFew: 9 }]),
    /page, of a thousand.*: 9\.00, at most/,
  ],
  [
    "a search without an end",
    listFaults([{ ...LIST, isWhole: true, ofFew: 9, ofAllowed: 7 }]),
    /time it allows itself: 7\.00/,
  ],
  [
    "dear lookers-on",
    watchedFaults({ pages: 50, ofUnwatched: 0.5, cpu: 2 }),
    /50 open dash.*: 0\.50/,
  ],
  ["a slow start", startFaults({ ofBare: 20, daemonMs: 20, bareMs: 1 }), /start/],
  ["a fat start", memoryFaults({ ...MEMORY, idleMib: 150, queuedMib: 151 }), /idle memory/],
  ["a queue in memory", memoryFaults({ ...MEMORY, queuedMib: 900 }), /full queue/],
  ["a slow child", childFaults({ ofPlain: 20, daemonMs: 20, plainMs: 1 }), /child/],
])("tells of %s", (_, faults, words) => {
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(words);
});

it("takes the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
});
