import { expect, it } from "vitest";
import { outOfBounds, type Findings } from "../../bench/bounds.ts";
import { median, percentile } from "../../bench/statistics.ts";

const measured = { perSecond: 1, p50Ms: 1, p99Ms: 1, cpuMicroseconds: 1 };
const point = {
  auth: "github",
  connections: 16,
  bytes: 1000,
  ofNothing: 0.5,
  cpuOfLog: 1,
} as const;
const accepts = (ofLog: number) => [
  { ...point, ofLog, daemon: measured, log: measured, nothing: measured },
];
const good: Findings = {
  accepts: accepts(0.8),
  syncs: [
    { connections: 1, accepted: 100, syncs: 104 },
    { connections: 16, accepted: 100, syncs: 10 },
  ],
  history: { deliveries: 100, ofEmpty: 1 },
  start: { ofBare: 2, daemonMs: 2, bareMs: 1 },
  memory: { idleMib: 80, bareMib: 60, queued: 10, queuedMib: 100 },
  children: { ofPlain: 2, daemonMs: 2, plainMs: 1 },
};

it("finds nothing wrong within the bounds, nor where something could not be measured", () => {
  const { memory } = good;
  expect(outOfBounds(good)).toEqual([]);
  const blind = { syncs: null, children: null, memory: { ...memory, idleMib: null } };
  expect(outOfBounds({ ...good, ...blind })).toEqual([]);
});

it.each<[string, Partial<Findings>, RegExp]>([
  ["slow accepts", { accepts: accepts(0.1) }, /log's, 16/],
  [
    "an answer before the sync",
    { syncs: [{ connections: 1, accepted: 100, syncs: 14 }] },
    /alone, at least: 0\.14/,
  ],
  [
    "a sync for each",
    { syncs: [{ connections: 16, accepted: 100, syncs: 100 }] },
    /16 connections/,
  ],
  ["a past that slows", { history: { deliveries: 100, ofEmpty: 0.2 } }, /past/],
  ["a slow start", { start: { ofBare: 20, daemonMs: 20, bareMs: 1 } }, /start/],
  ["a queue in memory", { memory: { ...good.memory, queuedMib: 900 } }, /full queue/],
])("tells of %s", (_, change, words) => {
  const faults = outOfBounds({ ...good, ...change });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(words);
});

it("takes the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
});
