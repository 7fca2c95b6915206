import { beforeEach, expect, it } from "vitest";
import { createRivals, STAND_BACK_MS } from "../../../src/chat/telegram/rivals.ts";

let now = 0;
const clock = { monotonic: () => now };
beforeEach(() => void (now = 0));

it("are there after three conflicts within two minutes, and not before", () => {
  const rivals = createRivals(clock);
  expect([rivals.note(), rivals.note()]).toEqual([false, false]);
  expect(rivals.isClear()).toBe(true);
  now += 119_000;
  expect(rivals.note()).toBe(true);
  expect(rivals.isClear()).toBe(false);
});

it("are not there where conflicts are rare", () => {
  const rivals = createRivals(clock);
  for (let at = 0; at < 10; at += 1) {
    expect(rivals.note()).toBe(false);
    now += 61_000;
  }
});

it("are gone when a minute of listening was quiet, and back with the first conflict until then", () => {
  const rivals = createRivals(clock);
  for (let at = 0; at < 3; at += 1) rivals.note();
  now += STAND_BACK_MS;
  expect(rivals.isClear()).toBe(false);
  expect(rivals.note()).toBe(true);
  now += STAND_BACK_MS + 60_000;
  expect(rivals.isClear()).toBe(true);
  expect(rivals.note()).toBe(false);
});
