import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { NewHold } from "../../../src/core/ports/ledger-port.ts";
import { fingerprintOfPosted } from "../../../src/core/admission/mark.ts";
import { inspectLedger } from "../../../src/ledger/guards/inspect.ts";
import { repairLedger } from "../../../src/ledger/guards/repair.ts";
import type { Ledger } from "../../../src/ledger/open.ts";
import {
  aDelivery,
  deliveryId,
  HOOK,
  idClaim,
  ledgerPaths,
  LIMITS,
  manualClock,
  runId,
  START,
  startedRun,
  tempFolder,
  tempLedger,
  waitingReports,
} from "../temp-ledger.ts";
import { putVersionOne } from "../version-one.ts";

const ANSWER = "what was wrong is mended now";
const BUDGET: NewHold = {
  status: "held:budget",
  reason: "3 of 3",
  until: START + 9,
  expiresAt: START + 99,
};
const DIGEST = Buffer.alloc(32, 7);
const CALL = { key: DIGEST, body: DIGEST };
const PAUSE = { kind: "all", name: "all", cause: "owner", reason: "by hand", strikes: 1 } as const;

/** 1 ran; 2 is held; 3 has merged 4; 5 waits for its burst. */
async function fill(ledger: Ledger): Promise<void> {
  for (const number of [1, 2, 3, 4, 5])
    await ledger.accept(aDelivery(number, { claims: [idClaim(`${number}`)] }), LIMITS);
  ledger.startRun(startedRun(1, deliveryId(1)));
  const outcome = { status: "success", answer: ANSWER, costUsd: 0.5 } as const;
  ledger.finishRun(runId(1), outcome, START, { kind: "done" }, []);
  ledger.hold(deliveryId(2), BUDGET);
  ledger.merge(deliveryId(4), deliveryId(3), "r");
  ledger.postpone(deliveryId(5), START + 9, { reason: "burst", burstSince: START });
  ledger.pause({ ...PAUSE, since: START, until: null });
  ledger.allow(HOOK, "2026-01-31", { runs: 2, usd: 1 });
  ledger.notify("key", [{ sink: "log", payload: "{}" }]);
  ledger.secretAges.note(new Map([[HOOK, DIGEST]]));
  ledger.onceCalls.begin(CALL);
  ledger.onceCalls.end(DIGEST, Buffer.from("sealed"));
}

async function filledHome(): Promise<string> {
  const temp = tempLedger();
  const ledger = temp.open();
  await fill(ledger);
  ledger.close();
  return path.dirname(temp.paths.database);
}

/** A delivery's body is no longer what was received. */
function alterBody(home: string, number: number): void {
  const { database } = ledgerPaths(home);
  const bytes = readFileSync(database);
  bytes.write("X", bytes.indexOf(`{"number":${number}`) + 3);
  writeFileSync(database, bytes);
}

const repair = (home: string) => repairLedger(ledgerPaths(home), manualClock());

it("keeps what the owner is in control of where nothing is in doubt", async () => {
  const home = await filledHome();
  alterBody(home, 1);

  const { report } = repair(home);

  expect(report).toMatchObject({ statesInDoubt: false, lost: { deliveries: { count: 0 } } });
  const ledger = tempLedger(home).open();
  expect(ledger.delivery(deliveryId(2))).toMatchObject({
    status: "held:budget",
    heldSince: START,
    heldUntil: START + 9,
    expiresAt: START + 99,
  });
  expect(ledger.delivery(deliveryId(3))).toMatchObject({ state: "queued", merged: 1 });
  expect(ledger.delivery(deliveryId(5))).toMatchObject({ notBefore: START + 9 });
  expect(ledger.pauses()).toEqual([{ ...PAUSE, since: START, until: null }]);
  expect(ledger.allowance(HOOK, "2026-01-31")).toEqual({ runs: 2, usd: 1 });
  expect(ledger.notify("key", [])).toBe(false);
  expect(waitingReports(ledger)).toMatchObject([{ deliveryId: null }]);
  expect(ledger.postedBy(fingerprintOfPosted(ANSWER) ?? "")).toBe(runId(1));
  expect(ledger.lastCostUsd(HOOK)).toBe(0.5);
  expect(ledger.secretAges.kept()).toMatchObject([{ hookId: HOOK, setAt: START }]);
  expect(ledger.onceCalls.begin(CALL)).toMatchObject({ kind: "done" });
});

it("lets nothing in doubt go on or end by itself", async () => {
  const home = await filledHome();
  alterBody(home, 1);
  writeFileSync(ledgerPaths(home).watermarkFile, "");

  const { report } = repair(home);

  expect(report.statesInDoubt).toBe(true);
  const ledger = tempLedger(home).open();
  const none = { heldUntil: null, expiresAt: null, notBefore: null };
  const waiting = ledger.waiting();
  expect(waiting.length).toBeGreaterThan(0);
  for (const each of waiting)
    expect(each).toMatchObject({ ...none, status: "held:salvaged", heldSince: START });
});

it("repairs a database of schema 1, which the next start brings up to date", () => {
  const home = tempFolder();
  putVersionOne(home);
  alterBody(home, 8);
  expect(inspectLedger(ledgerPaths(home)).state).toBe("altered");

  repair(home);

  const ledger = tempLedger(home).open();
  expect(ledger.deliveries({})).toHaveLength(9);
  expect(ledger.delivery(deliveryId(2))).toMatchObject({ state: "held", heldSince: START });
});
