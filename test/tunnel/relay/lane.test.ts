import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import type { HandedIn } from "../../../src/tunnel/relay/hand-in.ts";
import { createLane } from "../../../src/tunnel/relay/lane.ts";
import { propertyRuns } from "../../property-runs.ts";

const ANSWER = { status: 202, headers: [], body: "" };
const SETTLED: HandedIn = { kind: "settled", answer: ANSWER };
const LATER: HandedIn = { kind: "later", afterMs: 5, reason: "full" };
const LARGE = 100;

/** A lane whose way in answers when the test says so. */
function aLane() {
  const open = new Map<number, (outcome: HandedIn) => void>();
  const handed: number[] = [];
  const said: string[] = [];
  let held = 0;
  const lane = createLane({
    handIn({ head }) {
      handed.push(head.number);
      return new Promise((resolve) => open.set(head.number, resolve));
    },
    answer: (number) => said.push(`answer ${String(number)}`),
    ack: (number) => said.push(`ack ${String(number)}`),
    later: (number) => said.push(`later ${String(number)}`),
    release: (bytes) => (held -= bytes),
    largeBytes: () => LARGE,
  });
  return {
    lane,
    open,
    handed,
    said,
    held: () => held,
    push(number: number, bytes = 10) {
      held += bytes;
      const head = { type: "parcel", hook: "site", number, waited_ms: 0 } as const;
      return lane.push({ head, sealed: new Uint8Array(bytes) });
    },
    async end(number: number, outcome: HandedIn = SETTLED) {
      open.get(number)?.(outcome);
      open.delete(number);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("a lane", () => {
  it("says later only when nothing of it is in hand any more", async () => {
    const it = aLane();
    for (const number of [1, 2, 3, 4]) it.push(number);

    await it.end(2, LATER);
    await it.end(4);
    expect(it.said).toEqual([]);
    await it.end(1);
    expect(it.said).toEqual(["answer 1", "ack 1"]);
    await it.end(3);

    expect(it.said).toEqual(["answer 1", "ack 1", "later 2"]);
    expect(it.held()).toBe(0);
    expect(it.lane.putOff()).toBe("full");
  });

  it("hands nothing in behind one that was put off", async () => {
    const it = aLane();
    it.push(1, LARGE);
    it.push(2);
    await it.end(1, LATER);
    it.push(3);

    expect(it.handed).toEqual([1]);
    it.lane.again();
    it.push(1, LARGE);
    expect(it.handed).toEqual([1, 1]);
  });

  it("keeps its promises whatever comes in which order", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("push" as const), large: fc.boolean() }),
      fc.record({ kind: fc.constant("end" as const), at: fc.nat(8), later: fc.boolean() }),
      fc.record({ kind: fc.constant("again" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const it = aLane();
        const settled = new Set<number>();
        let next = 1;
        for (const one of steps) {
          if (one.kind === "push") it.push(next++, one.large ? LARGE : 10);
          if (one.kind === "again") {
            const last = it.said.findLast((words) => words.startsWith("later"));
            // The relay begins again from there.
            if (last !== undefined && it.lane.putOff() !== null) {
              next = Number(last.split(" ")[1]);
              it.lane.again();
            }
          }
          if (one.kind === "end") {
            const number = [...it.open.keys()][one.at];
            if (number === undefined) continue;
            if (!one.later) settled.add(number);
            await it.end(number, one.later ? LATER : SETTLED);
          }
          for (const words of it.said) {
            const [what, digits] = words.split(" ");
            if (what !== "ack") continue;
            for (let number = 1; number <= Number(digits); number++)
              expect(settled.has(number)).toBe(true);
          }
          expect(it.held()).toBeGreaterThanOrEqual(0);
        }
        const acks = it.said.flatMap((words) =>
          words.startsWith("ack") ? [Number(words.slice(4))] : [],
        );
        expect(acks).toEqual(acks.toSorted((first, second) => first - second));
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});
