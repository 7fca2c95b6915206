import { describe, expect, it } from "vitest";
import { load } from "../../torture/parts/load.ts";
import { soak } from "../../torture/parts/soak.ts";
import { slopeOf } from "../../torture/soak/slope.ts";
import { expectShortRunKept } from "./run-short.ts";

it("keeps every promise of the part load", { timeout: 120_000 }, () => expectShortRunKept(load));

it("keeps every promise of the part soak", { timeout: 60_000 }, () => expectShortRunKept(soak));

describe("a slope", () => {
  it("is how much samples rise a minute, whatever they hop", () => {
    const samples = Array.from({ length: 61 }, (_, second) => ({
      at: second * 1000,
      value: 100 + second * 0.5 + (second % 2 === 0 ? 3 : -3),
    }));

    expect(slopeOf(samples).perMinute).toBeCloseTo(30, 0);
  });

  it("of a saw is none", () => {
    const samples = Array.from({ length: 600 }, (_, at) => ({ at: at * 100, value: at % 20 }));

    expect(Math.abs(slopeOf(samples).perMinute)).toBeLessThan(1);
  });

  it.each([[[]], [[{ at: 1, value: 5 }]]])("of too few samples is none: %j", (samples) => {
    expect(slopeOf(samples).perMinute).toBe(0);
  });
});
