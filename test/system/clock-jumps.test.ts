import { expect, it } from "vitest";
import { watchClockJumps } from "../../src/system/clock-jumps.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function aClock() {
  const at = { wall: 1_700_000_000_000, monotonic: 5 };
  return {
    now: () => at.wall,
    monotonic: () => at.monotonic,
    pass(ms: number) {
      at.wall += ms;
      at.monotonic += ms;
    },
    jump: (ms: number) => void (at.wall += ms),
  };
}

it.each([HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS])("tells of a jump by %i ms, and of its end", (by) => {
  const clock = aClock();
  const jumps = watchClockJumps(clock);
  clock.pass(HOUR_MS);
  clock.jump(by);
  expect([jumps.ahead(), jumps.behind()]).toEqual([Math.max(0, by), Math.max(0, -by)]);
  clock.pass(HOUR_MS);
  expect(jumps.ahead() - jumps.behind()).toBe(by);
  clock.jump(-by);
  expect([jumps.ahead(), jumps.behind()]).toEqual([0, 0]);
});

it("believes what has lasted for a day", () => {
  const clock = aClock();
  const jumps = watchClockJumps(clock);
  clock.jump(50 * 365 * DAY_MS);
  expect(jumps.ahead()).toBe(50 * 365 * DAY_MS);
  clock.pass(DAY_MS - 1);
  expect(jumps.ahead()).toBe(50 * 365 * DAY_MS);
  clock.pass(1);
  expect(jumps.ahead()).toBe(0);
});

it("follows a clock that is kept right in small steps", () => {
  const clock = aClock();
  const jumps = watchClockJumps(clock);
  for (let step = 0; step < 100; step++) {
    clock.jump(900);
    expect(jumps.ahead()).toBe(0);
    clock.jump(-1000);
    expect(jumps.behind()).toBe(0);
  }
});

it("is not ahead of what was stamped behind the jump", () => {
  const clock = aClock();
  const jumps = watchClockJumps(clock);
  clock.pass(HOUR_MS);
  const before = clock.now();
  clock.pass(1000);
  clock.jump(HOUR_MS);
  expect(jumps.ahead(before)).toBe(HOUR_MS);
  const behind = clock.now();
  clock.pass(2 * HOUR_MS);
  expect([jumps.ahead(before), jumps.ahead(behind)]).toEqual([HOUR_MS, 0]);
});
