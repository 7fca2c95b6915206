import { describe, expect, it } from "vitest";
import {
  checkTimestamp,
  parseTimestamp,
  writeTimestamp,
  type TimestampRule,
} from "../../src/signing/timestamp.ts";

const NOW_MS = 1_760_000_000_000;
const rule = (
  unit: TimestampRule["unit"],
  toleranceSeconds: number | null = 300,
): TimestampRule => ({ from: { header: "x-time" }, unit, toleranceSeconds });

describe("parseTimestamp", () => {
  it.each([
    ["seconds", "1760000000", NOW_MS],
    ["milliseconds", "1760000000000", NOW_MS],
    ["rfc3339", "2025-10-09T08:53:20Z", NOW_MS],
    ["rfc3339", "2025-10-09T08:53:20.634234626Z", NOW_MS + 634],
    ["rfc3339", "2024-02-29T00:00:00.5Z", Date.UTC(2024, 1, 29, 0, 0, 0, 500)],
  ] as const)("reads %s %j", (unit, text, expected) => {
    expect(parseTimestamp(text, unit)).toBe(expected);
  });

  it.each([
    ["seconds", ""],
    ["seconds", "1.76e9"],
    ["seconds", "1.76e+9"],
    ["seconds", "1760000000abc"],
    ["seconds", " 1760000000"],
    ["seconds", "1760000000\n"],
    ["seconds", "+1760000000"],
    ["seconds", "-1760000000"],
    ["seconds", "0x68e7"],
    ["seconds", "1760000000.0"],
    ["seconds", "12345678901234567"],
    ["seconds", "١٧٦٠٠٠٠٠٠٠"],
    ["rfc3339", "1760000000"],
    ["rfc3339", "2025-10-09"],
    ["rfc3339", "2025-10-09T08:53:20"],
    ["rfc3339", "2025-10-09T08:53:20+00:00"],
    ["rfc3339", "2025-10-09t08:53:20z"],
    ["rfc3339", "2025-02-29T08:53:20Z"],
    ["rfc3339", "2025-13-09T08:53:20Z"],
    ["rfc3339", "2025-10-09T24:00:00Z"],
    ["rfc3339", "2025-10-09T08:53:60Z"],
    ["rfc3339", "2025-10-09T08:53:20.Z"],
  ] as const)("refuses %s %j", (unit, text) => {
    expect(parseTimestamp(text, unit)).toBeNull();
  });
});

describe("checkTimestamp", () => {
  it.each([
    ["now", 0, true],
    ["exactly the tolerance ago", -300, true],
    ["exactly the tolerance ahead", 300, true],
    ["a second too old", -301, false],
    ["a second too far ahead", 301, false],
  ])("judges a request that was signed %s", (_, offSeconds, ok) => {
    const text = String(NOW_MS / 1000 + offSeconds);

    expect(checkTimestamp(text, rule("seconds"), NOW_MS).ok).toBe(ok);
  });

  it("judges milliseconds to the millisecond", () => {
    expect(checkTimestamp(String(NOW_MS - 300_000), rule("milliseconds"), NOW_MS).ok).toBe(true);
    expect(checkTimestamp(String(NOW_MS - 300_001), rule("milliseconds"), NOW_MS).ok).toBe(false);
  });

  it("judges whole seconds by whole seconds", () => {
    expect(checkTimestamp(String(NOW_MS / 1000 - 300), rule("seconds"), NOW_MS + 999).ok).toBe(
      true,
    );
  });

  it("reads, but does not judge, where the sender has no tolerance", () => {
    expect(checkTimestamp("0", rule("seconds", null), NOW_MS).ok).toBe(true);
    expect(checkTimestamp("x", rule("seconds", null), NOW_MS).ok).toBe(false);
  });

  it("tells how far off the time is, and what to do", () => {
    const verdict = checkTimestamp("1759999000", rule("seconds"), NOW_MS);

    expect(verdict).toMatchObject({
      step: "timestamp",
      reason: "the request was signed 1000 s ago",
      mend: expect.stringContaining("clock") as string,
    });
  });
});

describe("writeTimestamp", () => {
  it.each(["seconds", "milliseconds", "rfc3339"] as const)(
    "writes %s that are read back",
    (unit) => {
      expect(parseTimestamp(writeTimestamp(NOW_MS, unit), unit)).toBe(NOW_MS);
    },
  );
});
