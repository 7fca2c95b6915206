import { expect, it } from "vitest";
import type { AfterRun, LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import { fingerprintOfPosted } from "../../../src/core/admission/mark.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

const ANSWER = "I have looked at it:\nthe socket was closed too early.";

async function answer(
  ledger: LedgerPort,
  number: number,
  text: string,
  after: AfterRun = { kind: "done" },
): Promise<void> {
  await ledger.accept(aDelivery(number), LIMITS);
  ledger.startRun(startedRun(number, deliveryId(number)));
  ledger.finishRun(runId(number), { status: "success", answer: text }, START, after, []);
}

/** As it is asked when a text comes back. */
const postedBy = (ledger: LedgerPort, text: string) =>
  ledger.postedBy(fingerprintOfPosted(text) ?? "");

it("knows its own words however they were wrapped, also after a restart", async () => {
  const { open } = tempLedger();
  const ledger = open();
  await answer(ledger, 1, ANSWER);

  expect(ledger.hasPosted()).toBe(true);
  expect(postedBy(ledger, ` ${ANSWER.replace("\n", "\r\n ")}\r\n`)).toBe(runId(1));
  expect(postedBy(ledger, `${ANSWER} And more.`)).toBeNull();
  ledger.close();
  expect(postedBy(open(), ANSWER)).toBe(runId(1));
});

it("names the last run that said it", async () => {
  const ledger = tempLedger().open();
  for (const number of [1, 2]) await answer(ledger, number, ANSWER);
  expect(postedBy(ledger, ANSWER)).toBe(runId(2));
});

it("keeps the words of a run whose delivery goes on", async () => {
  const ledger = tempLedger().open();
  await answer(ledger, 1, ANSWER, { kind: "requeue", reason: "again", notBefore: START });
  expect(postedBy(ledger, ANSWER)).toBe(runId(1));
});

it("keeps none of a text that anybody might write, or of none", async () => {
  const { open } = tempLedger();
  const ledger = open();
  await answer(ledger, 1, "Done, thanks!");
  await answer(ledger, 2, "");
  expect(postedBy(ledger, "Done, thanks!")).toBeNull();
});

it.each(["", "no digits", "abcd", "0".repeat(64)])("knows nobody by %j", async (fingerprint) => {
  const ledger = tempLedger().open();
  await answer(ledger, 1, ANSWER);
  expect(ledger.postedBy(fingerprint)).toBeNull();
});

it("keeps nothing of an end that was undone", async () => {
  const ledger = tempLedger().open();
  await ledger.accept(aDelivery(1), LIMITS);
  ledger.startRun(startedRun(1, deliveryId(1)));
  const broken = { sink: "log", payload: null as never };
  const outcome = { status: "success", answer: ANSWER } as const;
  expect(() => ledger.finishRun(runId(1), outcome, START, { kind: "done" }, [broken])).toThrow();
  expect(postedBy(ledger, ANSWER)).toBeNull();
});
