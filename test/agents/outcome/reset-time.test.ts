// What real programs print at their limits, and when that says they work again.

import { assert, integer, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedReset, resetTimeIn } from "../../../src/agents/outcome/reset-time.ts";

const NOW = Date.parse("2026-11-21T14:00:00Z");
const DAY_MS = 86_400_000;
const at = (text: string, now = NOW, timezone = "Europe/Berlin"): string | null => {
  const found = resetTimeIn(text, { now, timezone });
  return found === null ? null : new Date(found).toISOString();
};

describe("resetTimeIn", () => {
  it.each([
    // Claude Code
    ["Claude AI usage limit reached|1795277400", "2026-11-21T16:10:00.000Z"],
    ["Claude AI usage limit reached|1795277400123", "2026-11-21T16:10:00.123Z"],
    ["You've hit your session limit · resets 6pm (Europe/Berlin)", "2026-11-21T17:01:00.000Z"],
    ["You've hit your session limit · resets 6pm (Asia/Tokyo)", "2026-11-22T09:01:00.000Z"],
    ["You've hit your limit · resets 3:30pm", "2026-11-21T14:31:00.000Z"],
    [
      "You've hit your weekly limit · resets Nov 24, 5pm (America/New_York)",
      "2026-11-24T22:00:00.000Z",
    ],
    ["Your limit will reset at 12am (UTC).", "2026-11-22T00:01:00.000Z"],
    // Codex
    [
      "You’ve hit your usage limit. Visit https://chatgpt.com/settings/usage to purchase more credits or try again at 4:27 PM.",
      "2026-11-21T15:28:00.000Z",
    ],
    [
      "You've hit your usage limit. Upgrade to Pro or try again at Nov 24th, 2026 3:12 PM.",
      "2026-11-24T14:12:00.000Z",
    ],
    ["Try again in 3 days 5 hours 12 minutes.", "2026-11-24T19:12:00.000Z"],
    ["try again in 3 hours 12 minutes", "2026-11-21T17:12:00.000Z"],
    ["Rate limit reached. Please try again in 1.898s.", "2026-11-21T14:00:01.898Z"],
    ["try again in 250ms", "2026-11-21T14:00:00.250Z"],
    ['{"type":"usage_limit_reached","resets_in_seconds":1234}', "2026-11-21T14:20:34.000Z"],
    ['{"resets_at":1795277400}', "2026-11-21T16:10:00.000Z"],
    // Gemini
    ["[API Error: You exceeded your quota. Please retry in 34.07s.]", "2026-11-21T14:00:34.070Z"],
    ["Your quota will reset after 5h30m12s.", "2026-11-21T19:30:12.000Z"],
    ["Suggested retry after 7200s.", "2026-11-21T16:00:00.000Z"],
    ['"retryDelay":"34s"', "2026-11-21T14:00:34.000Z"],
    ["Access resets at 5:45\u202fPM GMT+1.", "2026-11-21T16:46:00.000Z"],
    // opencode
    [
      "5 hour usage limit reached. It will reset in 3 hours 12 minutes. To continue",
      "2026-11-21T17:12:00.000Z",
    ],
    ["AI_APICallError: Rate limit. Please try again in 7200s.", "2026-11-21T16:00:00.000Z"],
    ["retry-after: 30", "2026-11-21T14:00:30.000Z"],
    ["resets at 2026-11-21T17:00:00+01:00", "2026-11-21T16:00:00.000Z"],
    ["retry in 5 minutes or upgrade", "2026-11-21T14:05:00.000Z"],
  ])("reads %j", (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each([
    "Request rejected (429) · This request would exceed your account's rate limit. Please try again later.",
    "resets 3",
    "resets soon",
    "try again",
    "try again in a moment",
    "limit reached|12",
    "resets 25:00",
    "resets 13:75",
    "",
  ])("finds nothing in %j", (text) => {
    expect(at(text)).toBeNull();
  });

  it("takes a clock time that is past for that of tomorrow, but the minute that has begun for this one", () => {
    expect(at("resets 2:59pm")).toBe("2026-11-22T14:00:00.000Z");
    expect(at("try again at 3:00 PM", NOW + 40_000)).toBe("2026-11-21T14:01:00.000Z");
  });

  it("reads January in December, and follows a changed clock", () => {
    const december = Date.parse("2026-12-30T10:00:00Z");
    expect(at("resets Jan 2, 5pm", december)).toBe("2027-01-02T16:00:00.000Z");
    const summer = Date.parse("2026-10-24T10:00:00Z");
    expect(at("resets Oct 25, 5pm", summer)).toBe("2026-10-25T16:00:00.000Z");
  });

  it("takes a zone that nobody knows for the machine's own", () => {
    expect(at("resets 6pm (Middle/Earth)")).toBe("2026-11-21T17:01:00.000Z");
    expect(at("resets 6pm (CET)")).toBe("2026-11-21T17:01:00.000Z");
  });

  it("says nothing of what is past, and believes at most eight days", () => {
    expect(at("limit reached|1763990400")).toBeNull();
    expect(at("resets in 400 days")).toBe(new Date(NOW + 8 * DAY_MS).toISOString());
    expect(at("resets in 2 months")).toBe(new Date(NOW + 8 * DAY_MS).toISOString());
    expect(boundedReset(Number.NaN, NOW)).toBeNull();
    expect(boundedReset(NOW, NOW)).toBeNull();
    expect(boundedReset(NOW + 0.5, NOW)).toBe(NOW + 1);
  });

  it("stays within its bounds whatever it reads", () => {
    const words =
      "resets try again retry in at after 5 pm 3:30 Nov 24th, (UTC) | 99999999 s h d".split(" ");
    assert(
      property(string({ unit: "binary" }), integer({ min: 0, max: 2 ** 30 }), (noise, seed) => {
        const picked = Array.from({ length: 8 }, (_, turn) => words[(seed >> turn) % words.length]);
        const found = resetTimeIn(`${picked.join(" ")}${noise}`, { now: NOW, timezone: "UTC" });
        expect(found === null || (found > NOW && found <= NOW + 8 * DAY_MS)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("answers long words in a moment", () => {
    const started = performance.now();

    for (const part of ["resets ", "again in 1 ", "1 a", " ", "resets at 1", "retry in 1h "])
      at(part.repeat(100_000));

    expect(performance.now() - started).toBeLessThan(1000);
  });
});
