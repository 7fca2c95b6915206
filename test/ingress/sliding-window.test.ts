import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSlidingWindow, SLOT_MS, WINDOW_MS } from "../../src/ingress/sliding-window.ts";
import { propertyRuns } from "../property-runs.ts";

function open(maxKeys = 100) {
  let now = 0;
  const window = createSlidingWindow({ monotonic: () => now, maxKeys });
  return {
    window,
    at: (ms: number): void => {
      now = ms;
    },
    take: async (key = "a", limit = 3) => (await window.take(key, limit)).ok,
  };
}

describe("a sliding window", () => {
  it("agrees with an exact model: never over the limit in any 60 s, never a no with room for a slot's time", async () => {
    const steps = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 40_000 })),
      {
        minLength: 20,
        maxLength: 150,
      },
    );
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 12 }), async (gaps, limit) => {
        const { take, at } = open();
        const passes: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          at(now);
          const since = (ms: number): number => passes.filter((pass) => pass > now - ms).length;
          const ok = await take("a", limit);
          if (ok) expect(since(WINDOW_MS)).toBeLessThan(limit);
          else expect(since(WINDOW_MS + SLOT_MS)).toBeGreaterThanOrEqual(limit);
          if (ok) passes.push(now);
        }
      }),
      { numRuns: propertyRuns(150) },
    );
  });

  it("lets no more through at the seam of two fixed windows", async () => {
    const { take, at } = open();
    at(59_900);
    const before = [await take(), await take(), await take(), await take()];
    at(60_100);
    const after = [await take(), await take()];

    expect(before).toEqual([true, true, true, false]);
    expect(after).toEqual([false, false]);
  });

  it("counts calls of one turn apart", async () => {
    const { window } = open();

    const passes = await Promise.all(Array.from({ length: 10 }, () => window.take("a", 3)));

    expect(passes.filter(({ ok }) => ok)).toHaveLength(3);
  });

  it("says after how many seconds there is room, and then there is", async () => {
    const { window, at } = open();
    at(500);
    await window.take("a", 1);
    at(20_000);
    const pass = await window.take("a", 1);
    if (pass.ok) throw new Error("passed");

    at(20_000 + pass.retryAfterSeconds * 1000);

    expect(pass.retryAfterSeconds).toBeLessThanOrEqual(42);
    expect((await window.take("a", 1)).ok).toBe(true);
  });

  it("does not count what was turned away", async () => {
    const { take, at } = open();
    for (let n = 0; n < 50; n++) await take("a", 2);
    at(61_000);

    expect([await take("a", 2), await take("a", 2), await take("a", 2)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("follows a limit that was changed", async () => {
    const { take } = open();

    expect([
      await take("a", 1),
      await take("a", 1),
      await take("a", 2),
      await take("a", 1),
    ]).toEqual([true, false, true, false]);
  });

  it("keeps a bounded number of keys: further ones share one count", async () => {
    const { window, take } = open(10);
    for (let n = 0; n < 10; n++) await take(`known ${n}`);

    const passes: boolean[] = [];
    for (let n = 0; n < 10; n++) passes.push(await take(`new ${n}`));

    expect(window.size()).toBe(11);
    expect(passes.filter(Boolean)).toHaveLength(3);
    expect(await take("known 1")).toBe(true);
  });

  it("forgets keys whose passes are gone", async () => {
    const { window, take, at } = open(10);
    for (let n = 0; n < 10; n++) await take(`old ${n}`);
    at(62_000);

    for (let n = 0; n < 5; n++) expect(await take(`new ${n}`)).toBe(true);

    expect(window.size()).toBe(5);
  });
});
