import { describe, expect, it } from "vitest";
import { withinTime } from "../../src/conditions/deadline.ts";

describe("withinTime", () => {
  it("gives back the result of what ends in time", () => {
    expect(withinTime(1000, () => ({ answer: 42 }))).toEqual({
      inTime: true,
      result: { answer: 42 },
    });
  });

  it("stops what would never end", () => {
    const work = (): void => {
      for (;;);
    };

    expect(withinTime(20, work)).toEqual({ inTime: false });
  });

  it("throws on what the work throws", () => {
    const work = (): void => {
      throw new RangeError("too far");
    };

    expect(() => withinTime(1000, work)).toThrow(new RangeError("too far"));
  });
});
