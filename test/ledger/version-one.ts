// A database as wakehook 0.1 with schema 1 left it, made by that program, with rows of every state:
//
//   1 ended, its content gone    4 done by run 1       7 redelivered after run 3 failed, queued
//   2 held for the quiet hours   5 running, by run 2   8 queued, with a repeat
//   3 held by its entity's fuse  6 ended without run   9 queued, a replay of 4

import { readFileSync, writeFileSync, copyFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { deliveryId, ledgerPaths, runId, waitingReports } from "./temp-ledger.ts";

const FIXTURE = path.join(import.meta.dirname, "fixtures", "version-1");

/** Puts the database and its watermark into a folder. */
export function putVersionOne(folder: string): void {
  const { database, watermarkFile } = ledgerPaths(folder);
  const packed = readFileSync(path.join(FIXTURE, "wakehook.db.gz"));
  writeFileSync(database, gunzipSync(packed), { mode: 0o600 });
  copyFileSync(path.join(FIXTURE, "wakehook.watermark"), watermarkFile);
}

/** That everything is there, as it was. */
export function expectVersionOne(ledger: LedgerPort): void {
  const shown = ledger.deliveries({}).toReversed();
  expect(shown.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(deliveryId));
  expect(shown.map(({ state, status, attempts }) => [state, status, attempts])).toEqual([
    ["done", "error:exception", 0],
    ["held", "held:quiet_hours", 0],
    ["held", "held:paused", 0],
    ["done", "success", 1],
    ["running", null, 1],
    ["done", "skipped:filtered", 0],
    ["queued", null, 1],
    ["queued", null, 0],
    ["queued", null, 0],
  ]);
  expect(shown.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 0]);
  expect(shown.map(({ heldSince }) => heldSince)).toEqual(
    shown.map(({ state, updatedAt }) => (state === "held" ? updatedAt : null)),
  );
  const none = { heldUntil: null, expiresAt: null, notBefore: null, burstSince: null };
  const more = { merged: 0, mergedInto: null, waived: [], permission: null, causedBy: null };
  for (const each of shown) expect(each).toMatchObject({ ...none, ...more });
  expectContents(ledger);
  expectRuns(ledger);
}

function expectContents(ledger: LedgerPort): void {
  const bodies = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => {
    const body = ledger.content(deliveryId(number))?.body;
    return body == null ? null : (JSON.parse(Buffer.from(body).toString()) as { number: number });
  });
  expect(bodies.map((body) => body?.number)).toEqual([undefined, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(bodies[2]).toEqual({ number: 3, text: "x".repeat(9000) });
}

function expectRuns(ledger: LedgerPort): void {
  expect(ledger.run(runId(1))).toMatchObject({
    status: "success",
    answer: "All tests pass again; the flaky one waits for its socket now.",
    costUsd: 0.25,
    deniedTools: ["Bash"],
  });
  expect(ledger.run(runId(3))).toMatchObject({ status: "error:timeout", costUsd: 0.5 });
  expect(ledger.unfinishedRuns()).toMatchObject([
    { run: { id: runId(2), pid: 4712, deliveryId: deliveryId(5) }, processStart: "boot:2" },
  ]);
  expect(waitingReports(ledger)).toMatchObject([
    { deliveryId: deliveryId(2), runId: null, state: "waiting" },
    { deliveryId: deliveryId(4), runId: runId(1), state: "waiting" },
  ]);
  expect(ledger.reports(deliveryId(7))).toMatchObject([{ state: "failed", lastError: "no route" }]);
}
