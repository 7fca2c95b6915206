import { describe, expect, it } from "vitest";
import { keepHouse } from "../../src/relay/keep-house.ts";
import { CI, keepOne, NO_LOG, openTemp } from "./store/temp-store.ts";

describe("the housekeeping", () => {
  it("runs once a minute, tells what it gave up, and ends when it is told to", async () => {
    const { store, parcels } = openTemp();
    await keepOne(parcels, 10, CI, 1000);
    const told: unknown[] = [];
    const timers: Array<() => void> = [];
    let now = 1000;
    let ticks = 0;
    const end = keepHouse({
      store,
      parcels,
      clock: {
        now: () => now,
        setTimer(callback, ms) {
          expect(ms).toBe(60_000);
          timers.push(callback);
          return { clear: () => void timers.splice(0) };
        },
      },
      log: { ...NO_LOG, error: (_, fields) => void told.push(fields) },
      jumps: { ahead: () => 5000, behind: () => 0 },
      maxAgeMs: 10_000,
      inHandUpTo: () => 0,
      onTick: () => (ticks += 1),
    });
    const next = async (at: number): Promise<void> => {
      await expect.poll(() => timers.length).toBe(1);
      now = at;
      timers.shift()?.();
    };

    // The clock is 5 s ahead of itself: not old enough yet.
    await next(15_000);
    await expect.poll(() => timers.length).toBe(1);
    expect(told).toEqual([]);
    await next(16_001);
    await expect.poll(() => told).toEqual([{ ...CI, parcels: 1 }]);
    await end();

    expect(ticks).toBe(3);
    expect(timers).toEqual([]);
    expect(parcels.counts.inAll().parcels).toBe(0);
  });

  it("goes on after a round that failed", async () => {
    const { store, parcels } = openTemp();
    const timers: Array<() => void> = [];
    const end = keepHouse({
      store,
      parcels,
      clock: {
        now: () => 1,
        setTimer(callback) {
          timers.push(callback);
          return { clear() {} };
        },
      },
      log: NO_LOG,
      jumps: { ahead: () => 0, behind: () => 0 },
      maxAgeMs: 1,
      inHandUpTo: () => 0,
      onTick() {
        throw new Error("a fault");
      },
    });

    await expect.poll(() => timers.length).toBe(1);
    await end();
  });
});
