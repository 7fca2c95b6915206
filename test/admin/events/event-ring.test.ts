import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventRing } from "../../../src/admin/events/event-ring.ts";
import { run } from "../harness.ts";

const event = (at: number, answer: string | null = null) =>
  ({ type: "run", at, run: run(1, { answer }) }) as const;

describe("event ring", () => {
  it("keeps the newest events under the numbers they came with", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 60 }),
        (most, count) => {
          const ring = createEventRing({ maxEvents: most, maxBytes: 1_000_000 });
          for (let at = 1; at <= count; at += 1) ring.push(event(at));

          const kept = Array.from({ length: count + 2 }, (_, number) => ring.get(number)?.event.at);

          expect(ring.latest()).toBe(count);
          expect(ring.oldest()).toBe(Math.max(0, count - most) + 1);
          expect(kept).toEqual(
            kept.map((_, number) =>
              number >= ring.oldest() && number <= count ? number : undefined,
            ),
          );
        },
      ),
    );
  });

  it("forgets old events sooner where answers are long, but never the newest", () => {
    const ring = createEventRing({ maxEvents: 100, maxBytes: 300_000 });
    for (let at = 1; at <= 10; at += 1) ring.push(event(at, "x".repeat(64_000)));

    expect(ring.oldest()).toBe(9);

    ring.push(event(11, "x".repeat(900_000)));
    expect(ring.oldest()).toBe(11);
    expect(ring.get(11)?.event.at).toBe(11);
  });
});
