// Quiet hours against a table of minutes, in zones whose offsets are written down here: the machine's own knowledge
// of time zones is not asked.

import * as fc from "fast-check";
import { isQuiet, minuteOfDay } from "../../src/core/admission/quiet-hours.ts";
import { attempt, type FuzzProperty } from "./property.ts";

/** Minutes ahead of UTC: at the start of 2026, and from each change on. */
interface Zone {
  readonly start: number;
  readonly changes: ReadonlyArray<readonly [at: string, offset: number]>;
}

const DAY = 1440;
const ZONES: Readonly<Record<string, Zone>> = {
  UTC: { start: 0, changes: [] },
  "Europe/Berlin": {
    start: 60,
    changes: [
      ["2026-03-29T01:00Z", 120],
      ["2026-10-25T01:00Z", 60],
    ],
  },
  "America/New_York": {
    start: -300,
    changes: [
      ["2026-03-08T07:00Z", -240],
      ["2026-11-01T06:00Z", -300],
    ],
  },
  // Half an hour forward, on the southern half of the earth.
  "Australia/Lord_Howe": {
    start: 660,
    changes: [
      ["2026-04-04T15:00Z", 630],
      ["2026-10-03T15:30Z", 660],
    ],
  },
  // The clock is changed at midnight: a day without its first hour.
  "America/Santiago": {
    start: -180,
    changes: [
      ["2026-04-05T03:00Z", -240],
      ["2026-09-06T04:00Z", -180],
    ],
  },
  "America/St_Johns": {
    start: -210,
    changes: [
      ["2026-03-08T05:30Z", -150],
      ["2026-11-01T04:30Z", -210],
    ],
  },
  "Asia/Kathmandu": { start: 345, changes: [] },
  "Pacific/Kiritimati": { start: 840, changes: [] },
};

const minute = fc.integer({ min: 0, max: DAY - 1 });
const NEAR_MS = 3 * 3_600_000;
const instants = fc.constantFrom(...Object.keys(ZONES)).chain((zone) => {
  const year = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2026-12-31") });
  const near = (ZONES[zone]?.changes ?? []).map(([at]) =>
    fc.integer({ min: Date.parse(at) - NEAR_MS, max: Date.parse(at) + NEAR_MS }),
  );
  return fc.record({ zone: fc.constant(zone), at: fc.oneof(year, ...near) });
});

/** Both days on which the clock is changed, and all others. */
export const quietHours: FuzzProperty = {
  fault: `quiet windows and instants of 2026 in ${Object.keys(ZONES).length} zones, half of them around a change of the clock`,
  promised: "quiet exactly in the minutes of a table filled by hand",
  runs: { short: 300, long: 30_000 },
  attempt: (isBroken, options) =>
    attempt(
      fc.property(instants, minute, minute, ({ zone, at }, startMinute, endMinute) => {
        const table = quietTable(startMinute, endMinute);
        const seen = isBroken ? localMinute(zone, at, false) : minuteOfDay(at, zone);
        const isQuietNow = isQuiet({ startMinute, endMinute }, seen);
        return isQuietNow === (table[localMinute(zone, at, true)] ?? false);
      }),
      options,
    ),
};

function quietTable(startMinute: number, endMinute: number): boolean[] {
  const table = Array.from({ length: DAY }, () => false);
  for (let at = startMinute; at !== endMinute; at = (at + 1) % DAY) table[at] = true;
  return table;
}

function localMinute(zone: string, at: number, knowsChanges: boolean): number {
  const { start, changes } = ZONES[zone] ?? { start: 0, changes: [] };
  let offset = start;
  for (const [from, changed] of knowsChanges ? changes : [])
    if (at >= Date.parse(from)) offset = changed;
  return (((Math.floor(at / 60_000) + offset) % DAY) + DAY) % DAY;
}
