import { expect, it } from "vitest";
import { createBackoff } from "../../src/tunnel/backoff.ts";

const drawing = (fraction: number) => createBackoff({ fraction: () => fraction });

it("doubles from a second to a minute, and begins anew after a connection that lasted", () => {
  const backoff = drawing(1);
  const waits = Array.from({ length: 8 }, () => backoff.next("soon"));
  backoff.lasted();

  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  expect(backoff.next("soon")).toBe(1000);
});

it("lies anywhere below that, so that many do not come back at once, and never at nothing", () => {
  expect(drawing(0.5).next("soon")).toBe(500);
  expect(drawing(0).next("soon")).toBe(100);
});

it("leaves minutes where its owner must act", () => {
  expect([drawing(0).next("slowly"), drawing(1).next("slowly")]).toEqual([240_000, 360_000]);
});
