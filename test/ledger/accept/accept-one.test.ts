import { describe, expect, it } from "vitest";
import {
  aDelivery,
  DAY_MS,
  deliveryId,
  endedDelivery,
  idClaim,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

describe("a delivery that is new", () => {
  it("keeps every byte of body and headers", async () => {
    const { open } = tempLedger();
    const ledger = open();
    const body = Buffer.from([0, 255, 128, 10, 13, 34, 39, 36]);
    const headers = [
      ["x-lone", "\ud800"],
      ["x-twice", "a"],
      ["x-twice", "b\u0000"],
      ["__proto__", "x"],
    ] as const;

    await ledger.accept(aDelivery(1, { body, headers }), LIMITS);

    const content = ledger.content(deliveryId(1));
    expect(content?.headers).toEqual(headers);
    expect(Buffer.from(content?.body ?? [])).toEqual(body);
  });

  it("shows all it was given, queued and untried", async () => {
    const { open } = tempLedger();
    const ledger = open();

    await ledger.accept(
      aDelivery(1, {
        origin: "replay",
        replayOf: deliveryId(9),
        event: null,
        entity: null,
        causedBy: runId(7),
        task: { title: "A bug", description: "", tags: ["bug"] },
      }),
      LIMITS,
    );

    expect(ledger.delivery(deliveryId(1))).toStrictEqual({
      id: deliveryId(1),
      hookId: "github-site",
      source: "github",
      origin: "replay",
      replayOf: deliveryId(9),
      event: null,
      entity: null,
      receivedAt: START,
      sentAt: START,
      via: null,
      viaRef: null,
      remoteAddress: "127.0.0.1",
      method: "POST",
      path: "/hooks/github-site",
      contentType: "application/json",
      bodyBytes: 12,
      priority: "medium",
      state: "queued",
      status: null,
      reason: null,
      duplicates: 0,
      attempts: 0,
      updatedAt: START,
      heldSince: null,
      heldUntil: null,
      expiresAt: null,
      notBefore: null,
      burstSince: null,
      merged: 0,
      mergedInto: null,
      waived: [],
      permission: null,
      causedBy: runId(7),
      task: { title: "A bug", description: "", tags: ["bug"] },
    });
  });

  it("takes an empty body and one of 3 MB", async () => {
    const { open } = tempLedger();
    const ledger = open();
    const large = Buffer.alloc(3_000_000, "x");

    await ledger.accept(aDelivery(1, { body: new Uint8Array() }), LIMITS);
    await ledger.accept(aDelivery(2, { body: large }), LIMITS);

    expect(ledger.content(deliveryId(1))?.body).toHaveLength(0);
    expect(Buffer.from(ledger.content(deliveryId(2))?.body ?? []).equals(large)).toBe(true);
  });
});

describe("a delivery whose claim is taken", () => {
  it("is a duplicate that names the first delivery and is counted on it", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await ledger.accept(aDelivery(1, { claims: [idClaim("a")] }), LIMITS);

    const outcome = await ledger.accept(aDelivery(2, { claims: [idClaim("a")] }), LIMITS);

    expect(outcome).toEqual({ kind: "duplicate", deliveryId: deliveryId(1), reattempt: false });
    expect(ledger.delivery(deliveryId(2))).toBeNull();
    expect(ledger.delivery(deliveryId(1))?.duplicates).toBe(1);
    expect(ledger.waitingCount()).toBe(1);
  });

  it("is recognised within one batch", async () => {
    const { open } = tempLedger();
    const ledger = open();

    const outcomes = await Promise.all(
      [1, 2, 3].map((number) =>
        ledger.accept(aDelivery(number, { claims: [idClaim("a")] }), LIMITS),
      ),
    );

    expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "duplicate", "duplicate"]);
    expect(outcomes.map((outcome) => outcome.deliveryId)).toEqual(
      [1, 1, 1].map((number) => deliveryId(number)),
    );
    expect(ledger.delivery(deliveryId(1))?.duplicates).toBe(2);
  });

  it("is recognised after a restart", async () => {
    const temp = tempLedger();
    const before = temp.open();
    await before.accept(aDelivery(1, { claims: [idClaim("a")] }), LIMITS);
    before.close();

    const outcome = await temp.open().accept(aDelivery(2, { claims: [idClaim("a")] }), LIMITS);

    expect(outcome.kind).toBe("duplicate");
  });

  it("names the delivery of the first claim that is taken, and claims nothing itself", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await ledger.accept(aDelivery(1, { claims: [idClaim("a")] }), LIMITS);
    await ledger.accept(aDelivery(2, { claims: [idClaim("b")] }), LIMITS);

    const both = aDelivery(3, { claims: [idClaim("free"), idClaim("b"), idClaim("a")] });
    const outcome = await ledger.accept(both, LIMITS);
    const next = await ledger.accept(aDelivery(4, { claims: [idClaim("free")] }), LIMITS);

    expect(outcome.deliveryId).toBe(deliveryId(2));
    expect(next.kind).toBe("accepted");
  });

  it("is new for another hook", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await ledger.accept(aDelivery(1, { claims: [idClaim("a")] }), LIMITS);

    const other = aDelivery(2, { hookId: "other" as never, claims: [idClaim("a")] });

    expect((await ledger.accept(other, LIMITS)).kind).toBe("accepted");
  });

  it("is new once the claim has expired, and claims anew", async () => {
    const { open } = tempLedger();
    const ledger = open();
    const at = (number: number, receivedAt: number) =>
      ledger.accept(
        aDelivery(number, { receivedAt, claims: [idClaim("a", receivedAt + 1000)] }),
        LIMITS,
      );

    const kinds = [
      await at(1, START),
      await at(2, START + 999),
      await at(3, START + 1000),
      await at(4, START + 1500),
    ].map((outcome) => outcome.kind);

    expect(kinds).toEqual(["accepted", "duplicate", "accepted", "duplicate"]);
  });

  it("may name the same key twice", async () => {
    const { open } = tempLedger();
    const outcome = await open().accept(
      aDelivery(1, { claims: [idClaim("a"), idClaim("a")] }),
      LIMITS,
    );
    expect(outcome.kind).toBe("accepted");
  });
});

describe("a redelivery", () => {
  const again = (number: number, claims = [idClaim("a")]) =>
    aDelivery(number, { claims, redelivers: true });

  it("that is brought twice is one new attempt", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await ledger.accept(again(1), LIMITS);
    const brought = [{ key: "via:tunnel:home:1", expiresAt: START + DAY_MS }, idClaim("a")];
    const reattempts: unknown[] = [];

    for (const number of [2, 3]) {
      ledger.startRun(startedRun(number, deliveryId(1)));
      ledger.finishRun(runId(number), { status: "error:timeout" }, START, { kind: "done" }, []);
      reattempts.push(await ledger.accept(again(number, brought), LIMITS));
    }

    expect(reattempts).toMatchObject([{ reattempt: true }, { reattempt: false }]);
  });

  it("queues a delivery that ended in an error again, three times at most", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await ledger.accept(again(1), LIMITS);
    const reattempts: boolean[] = [];

    for (const number of [2, 3, 4, 5]) {
      ledger.startRun(startedRun(number, deliveryId(1)));
      ledger.finishRun(runId(number), { status: "error:timeout" }, START, { kind: "done" }, []);
      const outcome = await ledger.accept(again(number), LIMITS);
      reattempts.push(outcome.kind === "duplicate" && outcome.reattempt);
      if (number === 5) break;
      expect(ledger.delivery(deliveryId(1))?.state).toBe("queued");
      expect(ledger.waitingCount()).toBe(1);
    }

    expect(reattempts).toEqual([true, true, true, false]);
    expect(ledger.delivery(deliveryId(1))).toMatchObject({
      state: "done",
      status: "error:timeout",
      duplicates: 4,
      attempts: 4,
    });
    expect(ledger.waitingCount()).toBe(0);
  });

  it("asks the owner anew: an approval was for the run that has been, a bound on its rights stays", async () => {
    const { open } = tempLedger();
    const ledger = open();
    const id = deliveryId(1);
    await ledger.accept(again(1), LIMITS);
    const hold = { status: "held:approval", reason: "asks", until: null, expiresAt: null } as const;
    ledger.hold(id, hold, []);
    ledger.release(id, { waived: ["held:approval", "held:budget"], permission: "read_only" });
    ledger.startRun(startedRun(2, id));
    ledger.finishRun(runId(2), { status: "error:timeout" }, START, { kind: "done" }, []);
    expect(ledger.delivery(id)?.waived).toEqual(["held:approval", "held:budget"]);

    await ledger.accept(again(2), LIMITS);

    expect(ledger.delivery(id)).toMatchObject({
      state: "queued",
      waived: [],
      permission: "read_only",
    });
  });

  it.each([
    ["a success", "success", {}],
    ["a sender without a Redeliver button", "error:timeout", { redelivers: false }],
    ["a digest alone", "error:timeout", { claims: [idClaim("new"), digest("same")] }],
  ] as const)("is only a duplicate after %s", async (_, status, overrides) => {
    const { open } = tempLedger();
    const ledger = open();
    const first = aDelivery(1, { claims: [idClaim("a"), digest("same")] });
    await endedDelivery(ledger, first, status);

    const outcome = await ledger.accept({ ...again(2), ...overrides }, LIMITS);

    expect(outcome).toEqual({ kind: "duplicate", deliveryId: deliveryId(1), reattempt: false });
    expect(ledger.waitingCount()).toBe(0);
  });

  it("is only a duplicate where retention has emptied the first", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await endedDelivery(ledger, again(1), "error:timeout");
    ledger.prune({
      now: START + 2 * DAY_MS,
      days: 1,
      maxDeliveries: 10,
      maxBytes: 1e9,
      dedupeDays: 7,
    });

    const outcome = await ledger.accept(again(2), LIMITS);

    expect(outcome).toMatchObject({ kind: "duplicate", reattempt: false });
  });

  it("is refused and not counted where the queue is full", async () => {
    const { open } = tempLedger();
    const ledger = open();
    await endedDelivery(ledger, again(1), "error:timeout");
    await ledger.accept(aDelivery(2), LIMITS);

    await expect(ledger.accept(again(3), { maxQueued: 1 })).rejects.toMatchObject({
      code: "queue_full",
    });

    expect(ledger.delivery(deliveryId(1))).toMatchObject({ state: "done", duplicates: 0 });
  });
});

describe("a full queue", () => {
  it("takes exactly max_queued of one batch and claims nothing for the others", async () => {
    const { open } = tempLedger();
    const ledger = open();
    const offered = [1, 2, 3, 4, 5].map((number) =>
      aDelivery(number, { claims: [idClaim(`${number}`)] }),
    );

    const results = await Promise.allSettled(
      offered.map((delivery) => ledger.accept(delivery, { maxQueued: 3 })),
    );
    const repeat = await ledger.accept(aDelivery(6, { claims: [idClaim("1")] }), { maxQueued: 3 });
    const later = await ledger.accept(aDelivery(7, { claims: [idClaim("5")] }), LIMITS);

    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(repeat.kind).toBe("duplicate");
    expect(later.kind).toBe("accepted");
  });

  it("counts what is queued or held, across a restart", async () => {
    const temp = tempLedger();
    const before = temp.open();
    for (const number of [1, 2, 3, 4]) await before.accept(aDelivery(number), LIMITS);
    before.hold(deliveryId(1), PAUSED);
    before.startRun(startedRun(1, deliveryId(2)));
    before.end(deliveryId(3), "skipped:filtered", null, []);
    before.close();

    const ledger = temp.open();

    expect(ledger.waitingCount()).toBe(2);
    expect(ledger.waiting().map(({ id }) => id)).toEqual([deliveryId(1), deliveryId(4)]);
    await expect(ledger.accept(aDelivery(5), { maxQueued: 2 })).rejects.toMatchObject({
      code: "queue_full",
    });
    expect((await ledger.accept(aDelivery(5), { maxQueued: 3 })).kind).toBe("accepted");
  });
});

function digest(text: string) {
  return { key: `digest:${text}`, expiresAt: START + DAY_MS };
}

const HOUR_MS = 3_600_000;

it.each([HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS])(
  "forgets no claim early where the clock jumps by %i ms and back",
  async (jump) => {
    const temp = tempLedger();
    const ledger = temp.open();
    const post = (number: number) => {
      const now = temp.clock.now();
      const claims = [{ key: "digest:same", expiresAt: now + 600_000 }];
      return ledger.accept(aDelivery(number, { receivedAt: now, claims }), LIMITS);
    };
    const first = { kind: "duplicate", deliveryId: deliveryId(1) };

    temp.clock.jump(-jump);
    await post(1);
    temp.clock.jump(jump);
    expect(await post(2)).toMatchObject(first);
    temp.clock.jump(jump);
    ledger.prune({ now: temp.clock.now(), days: 1, maxDeliveries: 1, maxBytes: 1, dedupeDays: 1 });
    expect(await post(3)).toMatchObject(first);
    temp.clock.jump(-jump);
    temp.clock.advance(599_000);
    expect(await post(4)).toMatchObject(first);
    temp.clock.advance(DAY_MS + HOUR_MS);
    expect(await post(5)).toMatchObject({ kind: "accepted" });
  },
);
