import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayEnd, dayOf, dayStart, nextMinuteOfDay } from "../../../src/core/admission/calendar.ts";
import { minuteOfDay } from "../../../src/core/admission/quiet-hours.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];
const at = (text: string): number => Date.parse(text);

describe("a day", () => {
  it.each([
    ["2026-11-21T23:30:00Z", "UTC", "2026-11-21", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"],
    [
      "2026-11-21T23:30:00Z",
      "Europe/Berlin",
      "2026-11-22",
      "2026-11-21T23:00:00Z",
      "2026-11-22T23:00:00Z",
    ],
    // Berlin: 23 hours on 29 March 2026, 25 hours on 25 October 2026.
    [
      "2026-03-29T12:00:00Z",
      "Europe/Berlin",
      "2026-03-29",
      "2026-03-28T23:00:00Z",
      "2026-03-29T22:00:00Z",
    ],
    [
      "2026-10-25T12:00:00Z",
      "Europe/Berlin",
      "2026-10-25",
      "2026-10-24T22:00:00Z",
      "2026-10-25T23:00:00Z",
    ],
  ])("of %s in %s is %s", (instant, zone, day, start, end) => {
    expect(dayOf(at(instant), zone)).toBe(day);
    expect(dayStart(at(instant), zone)).toBe(at(start));
    expect(dayEnd(at(instant), zone)).toBe(at(end));
  });

  it("begins before its instants, ends after them, and takes 22 to 26 hours", () => {
    const instant = fc.integer({
      min: at("2024-01-01T00:00:00Z"),
      max: at("2028-01-01T00:00:00Z"),
    });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (now, zone) => {
        const [start, end] = [dayStart(now, zone), dayEnd(now, zone)];
        expect(start).toBeLessThanOrEqual(now);
        expect(end).toBeGreaterThan(now);
        expect(end - start).toBeGreaterThanOrEqual(22 * HOUR);
        expect(end - start).toBeLessThanOrEqual(26 * HOUR);
        expect(dayOf(start, zone)).toBe(dayOf(now, zone));
        expect(dayOf(start - MINUTE, zone)).not.toBe(dayOf(now, zone));
        expect(dayOf(end, zone)).not.toBe(dayOf(now, zone));
      }),
    );
  });

  it("of an unknown zone is an error", () => {
    expect(() => dayOf(0, "Europe/Atlantis")).toThrow(RangeError);
  });
});

describe("the next time that the clock shows a minute", () => {
  it.each([
    ["2026-11-21T23:00:00Z", 7 * 60, "UTC", "2026-11-22T07:00:00Z"],
    ["2026-11-21T07:00:00Z", 7 * 60, "UTC", "2026-11-22T07:00:00Z"],
    ["2026-11-21T06:59:59Z", 7 * 60, "UTC", "2026-11-21T07:00:00Z"],
    ["2026-03-28T22:00:00Z", 7 * 60, "Europe/Berlin", "2026-03-29T05:00:00Z"],
    ["2026-10-24T21:00:00Z", 7 * 60, "Europe/Berlin", "2026-10-25T06:00:00Z"],
    // 02:30 does not exist on that day: the clock goes from 02:00 to 03:00.
    ["2026-03-29T00:00:00Z", 150, "Europe/Berlin", "2026-03-29T01:30:00Z"],
  ])("after %s: minute %d in %s is %s", (now, minute, zone, expected) => {
    expect(new Date(nextMinuteOfDay(at(now), minute, zone)).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  it("is later, within 25 hours, and shows that minute unless the clock leaves it out", () => {
    const instant = fc.integer({
      min: at("2026-01-01T00:00:00Z"),
      max: at("2027-01-01T00:00:00Z"),
    });
    fc.assert(
      fc.property(
        instant,
        fc.nat(1439),
        fc.constantFrom(...ZONES.slice(0, 4)),
        (now, minute, zone) => {
          const next = nextMinuteOfDay(now, minute, zone);
          expect(next).toBeGreaterThan(now);
          expect(next - now).toBeLessThanOrEqual(25 * HOUR + MINUTE);
          const shown = minuteOfDay(next, zone);
          expect([
            minute,
            minute + 60,
            minute - 60,
            minute + 1440 - 60,
            minute + 60 - 1440,
          ]).toContain(shown);
        },
      ),
    );
  });
});
