import { describe, expect, it, onTestFinished } from "vitest";
import { CHANGE_LIMITS, createChanges, type Changed } from "../../src/dashboard/changes.ts";
import type { Batch } from "../../src/dashboard/render-batch.ts";
import { delivery, eventSource, handClock, STARTED_AT } from "../admin/harness.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

const always = (): boolean => true;

/** Renders the ids alone. */
async function idsOnly({ deliveries, refused, places }: Changed): Promise<Batch> {
  return {
    rows: refused.map(({ hookId }) => ({ id: hookId, html: "" })),
    changed: [...deliveries],
    places: [...places],
    counts: null,
  };
}

function openBench(render: (changed: Changed) => Promise<Batch> = idsOnly) {
  const clock = handClock();
  const events = eventSource();
  const changes = createChanges({ clock, events, log: QUIET, startedAt: STARTED_AT }, render);
  onTestFinished(() => changes.close());
  const emit = (number: number): void =>
    events.emit({ type: "delivery", at: STARTED_AT, delivery: delivery(number) });

  async function tick(): Promise<void> {
    clock.advance(CHANGE_LIMITS.batchMs);
    await new Promise(setImmediate);
  }
  return { clock, events, changes, emit, tick };
}

function read(stream: ReadableStream<Uint8Array> | null) {
  const reader = stream?.getReader();
  let text = "";
  let isOver = false;
  // One that is asked for and not there yet is the next one's.
  let pending: ReturnType<NonNullable<typeof reader>["read"]> | undefined;
  return {
    async more(): Promise<string> {
      for (;;) {
        pending ??= reader?.read();
        const later = new Promise<null>((resolve) => setImmediate(() => resolve(null)));
        const next = await Promise.race([pending, later]);
        if (next == null) return text;
        pending = undefined;
        if (next.value === undefined) {
          isOver = true;
          return text;
        }
        text += new TextDecoder().decode(next.value);
      }
    },
    batches(): Batch[] {
      return [...text.matchAll(/event: batch\ndata: (.*)\n/g)].map(
        ([, data]) => JSON.parse(data ?? "") as Batch,
      );
    },
    isOver: () => isOver,
    close: () => reader?.cancel(),
  };
}

describe("an open page", () => {
  it("hears a flood of events as one batch", async () => {
    const { changes, emit, tick } = openBench();
    const page = read(changes.open(null, always));

    for (let number = 0; number < 1000; number += 1) emit(number % 250);
    await tick();
    await page.more();

    expect(page.batches()).toHaveLength(1);
    expect(page.batches()[0]?.changed).toHaveLength(250);
  });

  it("hears a flood that goes on less often, and single events as soon as before", async () => {
    const { clock, changes, emit, tick } = openBench();
    const page = read(changes.open(null, always));
    const flood = (): void => {
      for (let number = 0; number < CHANGE_LIMITS.batchDeliveries; number += 1) emit(number);
    };
    const batches = async (): Promise<number> => {
      await page.more();
      return page.batches().length;
    };

    flood();
    await tick();
    flood();
    await tick();
    expect(await batches()).toBe(1);

    clock.advance(CHANGE_LIMITS.floodMs);
    expect(await batches()).toBe(2);
    emit(1);
    clock.advance(CHANGE_LIMITS.floodMs);
    await batches();
    emit(2);
    await tick();
    expect(await batches()).toBe(4);
  });

  it("hears no more than a flood's newest refusals", async () => {
    const { changes, events, tick } = openBench();
    const page = read(changes.open(null, always));

    for (let number = 0; number < 1000; number += 1)
      events.emit({
        type: "refused",
        at: STARTED_AT,
        hookId: `h${number}`,
        code: "unauthorized",
        reason: "r",
        remoteAddress: "x",
      });
    await tick();
    await page.more();

    expect(page.batches()[0]?.rows).toHaveLength(CHANGE_LIMITS.batchDeliveries);
    expect(page.batches()[0]?.rows.at(-1)?.id).toBe("h999");
  });

  it("continues where it was after a break", async () => {
    const { changes, emit, tick } = openBench();
    const other = read(changes.open(null, always));
    emit(1);
    await tick();
    const lastId = changes.lastId();
    emit(2);
    await tick();

    const page = read(changes.open(lastId, always));
    await page.more();
    await other.more();

    expect(page.batches().map(({ changed }) => changed)).toEqual([[delivery(2).id]]);
  });

  it.each(["123-4", "no id", `${STARTED_AT}-99`, `${STARTED_AT}--1`])(
    "is told to load anew where its last id is %s",
    async (lastId) => {
      const { changes } = openBench();

      const text = await read(changes.open(lastId, always)).more();

      expect(text).toContain("event: reload");
    },
  );

  it("is told to load anew where things happened while no page was open", async () => {
    const { changes, emit, tick } = openBench();
    const lastId = changes.lastId();
    emit(1);
    await tick();

    const text = await read(changes.open(lastId, always)).more();

    expect(text).toContain("event: reload");
  });

  it("that does not read is let go, and the others hear on", async () => {
    const long = "x".repeat(CHANGE_LIMITS.pageBytes / 4);
    const { changes, emit, tick } = openBench(async (changed) => ({
      ...(await idsOnly(changed)),
      places: [long],
    }));
    const idle = changes.open(null, always);
    const page = read(changes.open(null, always));
    for (let number = 0; number < 8; number += 1) {
      emit(number);
      await tick();
      await page.more();
    }

    expect(page.batches()).toHaveLength(8);
    const heard = read(idle);
    await heard.more();
    expect(heard.batches().length).toBeLessThan(8);
  });

  it("hears no more once its session has ended", async () => {
    const { changes, emit, tick } = openBench();
    let isOpen = true;
    const page = read(changes.open(null, () => isOpen));
    isOpen = false;

    emit(1);
    await tick();
    await page.more();

    expect(page.batches()).toEqual([]);
    expect(page.isOver()).toBe(true);
  });

  it("is one of so many", () => {
    const { changes } = openBench();

    for (let count = 0; count < CHANGE_LIMITS.pages; count += 1)
      expect(changes.open(null, always)).not.toBeNull();

    expect(changes.open(null, always)).toBeNull();
  });

  it("makes room when it is closed", async () => {
    const { changes, clock } = openBench();
    const page = read(changes.open(null, always));

    await page.close();

    expect(clock.waiting()).toBe(0);
  });
});

describe("the changes", () => {
  it("make nothing while no page is open", async () => {
    let made = 0;
    const { emit, tick } = openBench(async (changed) => {
      made += 1;
      return idsOnly(changed);
    });

    emit(1);
    await tick();

    expect(made).toBe(0);
  });

  it("go on after a batch could not be made", async () => {
    let fails = true;
    const { changes, emit, tick } = openBench(async (changed) => {
      if (fails) throw new Error("no list");
      return idsOnly(changed);
    });
    const page = read(changes.open(null, always));
    emit(1);
    await tick();
    fails = false;
    emit(2);
    await tick();
    await page.more();

    expect(page.batches()).toHaveLength(1);
  });

  it("leave no timer and no listener behind", async () => {
    const { changes, clock, events, emit } = openBench();
    const page = read(changes.open(null, always));
    emit(1);

    changes.close();
    await page.more();

    expect(clock.waiting()).toBe(0);
    expect(events.listeners()).toBe(0);
  });
});
