import { expect, it } from "vitest";
import type { Waiver } from "../../../src/core/ports/ledger-port.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

const NOT_HELD = { heldSince: null, heldUntil: null, expiresAt: null, notBefore: null };
const BUDGET = {
  status: "held:budget",
  reason: "3 of 3 runs today",
  until: START + 100,
  expiresAt: START + 900,
} as const;
const EVERYTHING: Waiver = { waived: ["held:budget"], permission: null };

async function oneDelivery() {
  const temp = tempLedger();
  const ledger = temp.open();
  await ledger.accept(aDelivery(1), LIMITS);
  const show = () => ledger.delivery(deliveryId(1));
  return { ...temp, ledger, show };
}

it("says since when, until when and how long at most a delivery is held", async () => {
  const { ledger, clock, show } = await oneDelivery();
  clock.advance(5);

  ledger.hold(deliveryId(1), BUDGET, [{ sink: "log", payload: "{}" }]);

  expect(show()).toMatchObject({
    state: "held",
    status: "held:budget",
    reason: "3 of 3 runs today",
    heldSince: START + 5,
    heldUntil: START + 100,
    expiresAt: START + 900,
    updatedAt: START + 5,
  });
  expect(ledger.reports(deliveryId(1))).toMatchObject([{ runId: null, state: "waiting" }]);
});

it("keeps the beginning of a hold for the same, and begins anew for another", async () => {
  const { ledger, clock, show } = await oneDelivery();
  ledger.hold(deliveryId(1), BUDGET);
  clock.advance(5);

  ledger.hold(deliveryId(1), { ...BUDGET, until: START + 200, expiresAt: null });
  expect(show()).toMatchObject({
    heldSince: START,
    heldUntil: START + 200,
    expiresAt: null,
    updatedAt: START + 5,
  });

  ledger.hold(deliveryId(1), PAUSED);
  expect(show()).toMatchObject({ heldSince: START + 5, heldUntil: null });
});

it("begins a hold anew after a release, also for the same", async () => {
  const { ledger, clock, show } = await oneDelivery();
  ledger.hold(deliveryId(1), BUDGET);
  ledger.release(deliveryId(1));
  clock.advance(5);

  ledger.hold(deliveryId(1), BUDGET);

  expect(show()?.heldSince).toBe(START + 5);
});

it("leaves nothing of a hold behind where it is released or ended", async () => {
  const { ledger, show } = await oneDelivery();
  ledger.hold(deliveryId(1), BUDGET);

  ledger.release(deliveryId(1));
  expect(show()).toMatchObject({ ...NOT_HELD, state: "queued", status: null, reason: null });

  ledger.hold(deliveryId(1), BUDGET);
  ledger.end(deliveryId(1), "skipped:expired", "nobody let it go", []);
  expect(show()).toMatchObject({ ...NOT_HELD, state: "done", status: "skipped:expired" });
});

it("leaves nothing of a wait behind where it starts", async () => {
  const { ledger, show } = await oneDelivery();
  ledger.startRun(startedRun(1, deliveryId(1)));
  const again = { kind: "requeue", reason: "again", notBefore: START + 60 } as const;
  ledger.finishRun(runId(1), { status: "error:timeout" }, START, again, []);
  expect(show()).toMatchObject({ state: "queued", reason: "again", notBefore: START + 60 });

  ledger.startRun(startedRun(2, deliveryId(1)));

  expect(show()).toMatchObject({ ...NOT_HELD, state: "running", reason: null, attempts: 2 });
});

it("adds up what the owner lets go, and never widens what a run may do", async () => {
  const { ledger, show } = await oneDelivery();
  const waivers: Waiver[] = [
    EVERYTHING,
    { waived: ["held:approval", "held:budget"], permission: "edit" },
    { waived: [], permission: "full" },
    { waived: [], permission: "read_only" },
    { waived: [], permission: null },
  ];
  const seen = waivers.map((waiver) => {
    ledger.hold(deliveryId(1), PAUSED);
    ledger.release(deliveryId(1), waiver);
    return [show()?.waived, show()?.permission];
  });

  const both = ["held:budget", "held:approval"];
  expect(seen).toEqual([
    [["held:budget"], null],
    [both, "edit"],
    [both, "edit"],
    [both, "read_only"],
    [both, "read_only"],
  ]);
});

it("keeps what the owner let go over runs, holds and restarts", async () => {
  const { ledger, open } = await oneDelivery();
  ledger.hold(deliveryId(1), PAUSED);
  ledger.release(deliveryId(1), { ...EVERYTHING, permission: "edit" });
  ledger.startRun(startedRun(1, deliveryId(1)));
  const held = { kind: "hold", status: "held:agent", reason: "login", until: null } as const;
  ledger.finishRun(runId(1), { status: "error:auth_claude" }, START, held, []);
  ledger.close();

  expect(open().delivery(deliveryId(1))).toMatchObject({
    state: "held",
    waived: ["held:budget"],
    permission: "edit",
  });
});

it("refuses to release what is not held, and waives nothing then", async () => {
  const { ledger, show } = await oneDelivery();

  expect(() => ledger.release(deliveryId(1), EVERYTHING)).toThrow(
    expect.objectContaining({ code: "refused" }),
  );

  expect(show()?.waived).toEqual([]);
});
