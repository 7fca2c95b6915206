import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isQuiet, minuteOfDay, TimeOfDay } from "../../../src/core/admission/quiet-hours.ts";

const DAY_MINUTES = 1440;

describe("TimeOfDay", () => {
  it.each([
    [0, 0],
    [22, 1320],
    [23, 1380],
    ["00:00", 0],
    ["07:30", 450],
    ["23:59", 1439],
  ])("reads %j", (written, minute) => {
    expect(TimeOfDay.parse(written)).toBe(minute);
  });

  it.each([24, -1, 7.5, "7:30", "24:00", "07:60", "07:30:00", "", " 07:30", null, true])(
    "refuses %j",
    (written) => {
      expect(TimeOfDay.safeParse(written).success).toBe(false);
    },
  );
});

describe("isQuiet", () => {
  it("agrees with a table that is filled minute by minute", () => {
    const minute = fc.integer({ min: 0, max: DAY_MINUTES - 1 });
    fc.assert(
      fc.property(minute, minute, (startMinute, endMinute) => {
        const table = Array.from({ length: DAY_MINUTES }, () => false);
        for (let at = startMinute; at !== endMinute; at = (at + 1) % DAY_MINUTES) table[at] = true;

        const window = { startMinute, endMinute };
        expect(table.map((_, at) => isQuiet(window, at))).toEqual(table);
      }),
    );
  });

  it("covers the day once with a window and its complement", () => {
    const minute = fc.integer({ min: 0, max: DAY_MINUTES - 1 });
    fc.assert(
      fc.property(minute, minute, minute, (start, end, at) => {
        fc.pre(start !== end);
        const quiet = isQuiet({ startMinute: start, endMinute: end }, at);
        const loud = isQuiet({ startMinute: end, endMinute: start }, at);

        expect(quiet).toBe(!loud);
      }),
    );
  });

  it("takes the start in and leaves the end out", () => {
    const night = { startMinute: 1320, endMinute: 420 };

    expect([1319, 1320, 1439, 0, 419, 420].map((at) => isQuiet(night, at))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it("is never quiet where both ends are equal", () => {
    expect(isQuiet({ startMinute: 60, endMinute: 60 }, 60)).toBe(false);
  });
});

describe("minuteOfDay", () => {
  const at = (utc: string): number => minuteOfDay(Date.parse(utc), "Europe/Berlin");

  it.each([
    ["2026-01-15T11:00:00Z", 12 * 60],
    ["2026-07-15T11:59:59Z", 13 * 60 + 59],
    ["2026-01-15T23:00:00Z", 0],
    ["2026-01-15T22:59:59Z", 1439],
  ])("reads the wall clock of Berlin at %s", (utc, minute) => {
    expect(at(utc)).toBe(minute);
  });

  it("leaves out the hour that is skipped in spring", () => {
    const seen = minutesFrom("2026-03-28T23:00:00Z", 23 * 60);

    expect(seen.filter((minute) => minute >= 120 && minute < 180)).toEqual([]);
    expect(at("2026-03-29T00:59:00Z")).toBe(119);
    expect(at("2026-03-29T01:00:00Z")).toBe(180);
    expect(new Set(seen).size).toBe(23 * 60);
  });

  it("passes twice through the hour that is repeated in autumn", () => {
    const seen = minutesFrom("2026-10-24T22:00:00Z", 25 * 60);

    expect(seen.filter((minute) => minute >= 120 && minute < 180)).toHaveLength(120);
    expect(at("2026-10-25T00:30:00Z")).toBe(150);
    expect(at("2026-10-25T01:30:00Z")).toBe(150);
    expect(new Set(seen).size).toBe(DAY_MINUTES);
  });

  it("is quiet from wall clock to wall clock on both days", () => {
    const night = { startMinute: 22 * 60, endMinute: 7 * 60 };
    const quietMinutes = (start: string, minutes: number): number =>
      minutesFrom(start, minutes).filter((minute) => isQuiet(night, minute)).length;

    expect(quietMinutes("2026-03-28T11:00:00Z", 23 * 60)).toBe(8 * 60);
    expect(quietMinutes("2026-10-24T10:00:00Z", 25 * 60)).toBe(10 * 60);
    expect(quietMinutes("2026-06-01T10:00:00Z", 24 * 60)).toBe(9 * 60);
  });

  it("throws for a zone that does not exist", () => {
    expect(() => minuteOfDay(0, "Europe/Nowhere")).toThrow(RangeError);
  });

  function minutesFrom(utc: string, count: number): number[] {
    const start = Date.parse(utc);
    return Array.from({ length: count }, (_, index) =>
      minuteOfDay(start + index * 60_000, "Europe/Berlin"),
    );
  }
});
