import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/system/clock.ts";

const DAY_MS = 86_400_000;

describe("a timer", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, 400 * DAY_MS])(
    "of %i ms calls back once, and not before",
    (delayMs) => {
      const callback = vi.fn();
      systemClock.setTimer(callback, delayMs);
      vi.advanceTimersByTime(delayMs - 1);
      expect(callback).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledOnce();
      vi.advanceTimersByTime(400 * DAY_MS);
      expect(callback).toHaveBeenCalledOnce();
    },
  );

  it("of no end never calls back", () => {
    const callback = vi.fn();
    systemClock.setTimer(callback, Number.POSITIVE_INFINITY);
    vi.advanceTimersByTime(400 * DAY_MS);
    expect(callback).not.toHaveBeenCalled();
  });

  it("is called off in any of its pieces", () => {
    const callback = vi.fn();
    const timer = systemClock.setTimer(callback, 100 * DAY_MS);
    vi.advanceTimersByTime(60 * DAY_MS);
    timer.clear();
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(callback).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
