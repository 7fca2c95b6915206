import { describe, expect, it } from "vitest";
import { watchSleep } from "../../src/gaps/sleep-watch.ts";

const EVERY = 15_000;

function clocks() {
  const at = { now: 1_000_000_000, monotonic: 5000 };
  const watch = watchSleep({ now: () => at.now, monotonic: () => at.monotonic }, EVERY);
  const pass = (now: number, monotonic = now) => {
    at.now += now;
    at.monotonic += monotonic;
    return watch.look();
  };
  return { at, pass };
}

describe("the watch over sleep", () => {
  it("sees none while it is asked in time, or a little late", () => {
    const { pass } = clocks();
    expect([pass(EVERY), pass(EVERY), pass(EVERY + 29_000)]).toEqual([null, null, null]);
  });

  it("sees a sleep in which the clock that cannot jump stood still", () => {
    const { at, pass } = clocks();
    pass(EVERY);
    const before = at.now;
    expect(pass(3_600_000, EVERY)).toBe(before);
    expect(pass(EVERY)).toBeNull();
  });

  it("sees a sleep in which both went on, and a process that was stopped", () => {
    const { at, pass } = clocks();
    const before = at.now;
    expect(pass(60_000, 60_000)).toBe(before);
  });

  it("begins no gap after its end where the clock was put back meanwhile", () => {
    const { at, pass } = clocks();
    expect(pass(-3_600_000, 90_000)).toBe(at.now);
  });

  it("takes a clock that was put back alone for no sleep", () => {
    expect(clocks().pass(-3_600_000, EVERY)).toBeNull();
  });
});
