import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WINDOW } from "../../../src/core/tunnel/frames.ts";
import { ParcelHead, unpack } from "../../../src/core/tunnel/parcel.ts";
import { createPusher, type Pusher } from "../../../src/relay/tunnel/pusher.ts";

const HOOKS = ["a", "b", "c"];

interface Kept {
  readonly number: number;
  readonly bytes: number;
}

/** Parcels in memory, and a daemon that notes what it was sent. */
class Model {
  readonly waiting = new Map<string, Kept[]>(HOOKS.map((hook) => [hook, []]));
  readonly flying = new Map<string, Kept[]>(HOOKS.map((hook) => [hook, []]));
  readonly got = new Map<string, number[]>(HOOKS.map((hook) => [hook, []]));
  readonly faults: string[] = [];
  readonly unsent: Array<() => void> = [];
  readonly lost = new Set<number>();
  readonly pusher: Pusher;
  #number = 0;

  constructor() {
    const of = (hook: string): Kept[] => this.waiting.get(hook) ?? [];
    this.pusher = createPusher({
      daemon: "home",
      waitedMs: () => 0,
      parcels: {
        counts: { ofLane: ({ hook }) => ({ parcels: of(hook).length, bytes: 0 }) },
        next: ({ hook }, behind) => {
          const found = of(hook).find(({ number }) => number > behind);
          return found === undefined ? null : { ...found, receivedAt: 0 };
        },
        sealed: (number) => {
          const kept = [...this.waiting.values()].flat().find((each) => each.number === number);
          return kept === undefined || this.lost.has(number) ? null : new Uint8Array(kept.bytes);
        },
      },
      send: (frame, onSent) => {
        this.unsent.push(onSent);
        this.#receive(frame);
      },
      sayAgain: (hook) => this.flying.set(hook, []),
      onRoom: () => this.pusher.push(),
      onLost: (hook, number) => this.settle(hook, number),
    });
  }

  keep(hook: string, bytes: number): void {
    this.#number += 1;
    this.waiting.get(hook)?.push({ number: this.#number, bytes });
    this.pusher.open(hook);
    this.pusher.push();
  }

  /** Acknowledges the first of what flies, up to a share of it. */
  acknowledge(hook: string, share: number): void {
    const flying = this.flying.get(hook) ?? [];
    const last = flying[Math.floor(share * flying.length)];
    if (last === undefined) return;
    const done = this.pusher.find(hook)?.acknowledge(last.number) ?? null;
    if (done === null) this.faults.push(`${hook}/${last.number} may not be acknowledged`);
    this.flying.set(
      hook,
      flying.filter(({ number }) => number > last.number),
    );
    for (const { number } of done ?? []) {
      this.got.get(hook)?.push(number);
      this.settle(hook, number);
    }
    this.pusher.push();
  }

  /** Takes nothing from a share of what flies on; then again. */
  pause(hook: string, share: number): void {
    const flying = this.flying.get(hook) ?? [];
    const from = flying[Math.floor(share * flying.length)];
    const lane = this.pusher.find(hook);
    if (from === undefined || lane === undefined || lane.isPaused) return;
    if (!lane.pause(from.number)) this.faults.push(`${hook}/${from.number} may not be put off`);
    this.flying.set(
      hook,
      flying.filter(({ number }) => number < from.number),
    );
  }

  resume(hook: string): void {
    this.pusher.find(hook)?.resume();
    this.pusher.push();
  }

  leave(): void {
    for (const onSent of this.unsent.splice(0)) onSent();
    this.pusher.push();
  }

  settle(hook: string, number: number): void {
    const left = this.waiting.get(hook)?.filter((each) => each.number !== number) ?? [];
    this.waiting.set(hook, left);
  }

  #receive(frame: Uint8Array): void {
    const read = unpack(ParcelHead, frame);
    if (read?.head.type !== "parcel") return void this.faults.push("no parcel");
    const { hook, number } = read.head;
    const flying = this.flying.get(hook) ?? [];
    if ((flying.at(-1)?.number ?? 0) >= number) this.faults.push(`${hook}/${number} comes late`);
    flying.push({ number, bytes: frame.byteLength });
    this.flying.set(hook, flying);
    const all = [...this.flying.values()].flat();
    const bytes = all.reduce((sum, each) => sum + each.bytes, 0);
    if (all.length > WINDOW.parcels) this.faults.push(`${all.length} on their way`);
    if (flying.length > WINDOW.parcelsOfHook) this.faults.push(`${flying.length} of ${hook}`);
    if (all.length > 1 && bytes > WINDOW.bytes) this.faults.push(`${bytes} bytes`);
  }
}

const hook = fc.constantFrom(...HOOKS);
const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const step = fc.oneof(
  fc.record({
    do: fc.constant("keep" as const),
    hook,
    bytes: fc.constantFrom(1, 1000, 3_000_000, 30_000_000),
    times: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({ do: fc.constant("acknowledge" as const), hook, share }),
  fc.record({ do: fc.constant("pause" as const), hook, share }),
  fc.record({ do: fc.constant("resume" as const), hook }),
  fc.record({ do: fc.constant("leave" as const) }),
);

describe("a pusher", () => {
  it("keeps order and window whatever the daemon says, and brings everything in the end", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const model = new Model();
        const kept = new Map<string, number>(HOOKS.map((each) => [each, 0]));
        for (const each of steps) {
          if (each.do === "keep") {
            // Few large ones: what is tried here is counting, not memory.
            const times = each.bytes > 10_000 ? Math.min(3, each.times) : each.times;
            for (let n = 0; n < times; n++) model.keep(each.hook, each.bytes);
            kept.set(each.hook, (kept.get(each.hook) ?? 0) + times);
          } else if (each.do === "acknowledge") model.acknowledge(each.hook, each.share);
          else if (each.do === "pause") model.pause(each.hook, each.share);
          else if (each.do === "resume") model.resume(each.hook);
          else model.leave();
        }
        for (let round = 0; round < 100; round++)
          for (const each of HOOKS) {
            model.leave();
            model.resume(each);
            model.acknowledge(each, 0.999);
          }

        expect(model.faults).toEqual([]);
        for (const each of HOOKS) {
          const got = model.got.get(each) ?? [];
          expect(got).toHaveLength(kept.get(each) ?? 0);
          expect(got).toEqual(got.toSorted((one, other) => one - other));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("goes on behind a parcel whose content the disk has lost", () => {
    const model = new Model();
    model.lost.add(2);
    for (let n = 0; n < 3; n++) model.keep("a", 10);

    expect(model.flying.get("a")?.map(({ number }) => number)).toEqual([1, 3]);
    expect(model.waiting.get("a")?.map(({ number }) => number)).toEqual([1, 3]);
  });

  it("waits for room where a slow line has taken nothing yet", () => {
    const model = new Model();
    for (let n = 0; n < 5; n++) model.keep("a", 3_000_000);
    const before = model.flying.get("a")?.length;
    model.leave();

    expect(before).toBe(3);
    expect(model.flying.get("a")).toHaveLength(5);
  });
});
