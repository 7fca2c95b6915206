// A home of schema 1 is taken over whole, at whatever moment the daemon is killed meanwhile.

import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openForReading } from "../../src/ledger/file/connection.ts";
import { inspectLedger } from "../../src/ledger/guards/inspect.ts";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { SCHEMA_VERSION } from "../../src/ledger/schema/schema.ts";
import { canTrace, openUntilWrite } from "./run-child.ts";
import {
  aDelivery,
  deliveryId,
  HOOK,
  idClaim,
  ledgerPaths,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempFolder,
  tempLedger,
} from "./temp-ledger.ts";
import { expectVersionOne, putVersionOne } from "./version-one.ts";

function versionOneHome() {
  const folder = tempFolder();
  putVersionOne(folder);
  return tempLedger(folder);
}

/** Each whole copy in backups/, as its schema and its deliveries. */
function copies(folder: string): Array<{ version: number; deliveries: number }> {
  const { backupsFolder } = ledgerPaths(folder);
  const names = readdirSync(backupsFolder).filter((name) => name.endsWith(".db"));
  return names.map((name) => {
    const connection = openForReading(path.join(backupsFolder, name));
    const row = connection.one<{ version: number; deliveries: number }>(
      `SELECT (SELECT user_version FROM pragma_user_version) AS version,
        (SELECT count(*) FROM deliveries) AS deliveries`,
    );
    connection.close();
    return { version: row?.version ?? 0, deliveries: row?.deliveries ?? 0 };
  });
}

describe("a database of schema 1", () => {
  it("keeps every row, and a copy of it as it was", () => {
    const { open, paths } = versionOneHome();

    const ledger = open();

    expectVersionOne(ledger);
    expect(ledger.waitingCount()).toBe(5);
    expect(copies(path.dirname(paths.database))).toEqual([{ version: 1, deliveries: 9 }]);
    expect(inspectLedger(paths)).toMatchObject({ state: "sound", schemaVersion: SCHEMA_VERSION });
  });

  it("knows what was seen, and what runs have cost", async () => {
    const ledger = versionOneHome().open();
    const repeat = aDelivery(20, { claims: [idClaim("4")], receivedAt: START + 900 });

    expect(await ledger.accept(repeat, LIMITS)).toMatchObject({
      kind: "duplicate",
      deliveryId: deliveryId(4),
    });
    expect(ledger.spendingSince(HOOK, START)).toStrictEqual({
      runs: 3,
      firstAt: START + 101,
      usd: 0.75,
    });
    expect(ledger.lastCostUsd(HOOK)).toBe(0.5);
    expect(ledger.pieces.lastReceivedAt(HOOK)).toBe(START + 8);
  });

  it("goes on: rows of it are held, let go, merged and run", () => {
    const { open, clock } = versionOneHome();
    const ledger = open();
    clock.advance(50);

    ledger.hold(deliveryId(3), PAUSED);
    ledger.release(deliveryId(2), { waived: ["held:quiet_hours"], permission: "edit" });
    ledger.merge(deliveryId(7), deliveryId(8), "r");
    const answer = "what was wrong is mended now";
    ledger.finishRun(runId(2), { status: "success", answer }, START + 60, { kind: "done" }, []);
    ledger.startRun(startedRun(4, deliveryId(2)));
    ledger.close();

    const next = open();
    expect(next.delivery(deliveryId(3))).toMatchObject({ heldSince: START });
    expect(next.delivery(deliveryId(2))).toMatchObject({ state: "running", permission: "edit" });
    expect(next.delivery(deliveryId(8))).toMatchObject({ merged: 1, duplicates: 1 });
    expect(next.waitingCount()).toBe(3);
  });

  it("is whole before it is taken over, and waits for the daemon", () => {
    const { paths } = versionOneHome();
    expect(inspectLedger(paths)).toMatchObject({
      state: "sound",
      problems: [],
      schemaVersion: 1,
      counts: { deliveries: 9, waiting: 5, held: 2, running: 1, pauses: 0 },
    });
    expect(() => openLedgerReader(paths.database)).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
  });
});

describe.skipIf(!canTrace())("a daemon that is killed while it takes over", () => {
  it("leaves a home that the next start takes over, and no half copy", () => {
    const seen = new Set<number>();
    for (let nth = 1; ; nth += 13) {
      const folder = tempFolder();
      putVersionOne(folder);
      const isKilled = openUntilWrite(folder, nth);
      const { schemaVersion } = inspectLedger(ledgerPaths(folder));
      seen.add(schemaVersion ?? 0);

      const ledger = tempLedger(folder).open();
      expectVersionOne(ledger);
      ledger.close();
      expect(inspectLedger(ledgerPaths(folder)).state).toBe("sound");
      // Killed between two steps, the next start takes over what the first step made.
      for (const copy of copies(folder)) {
        expect(copy.version).toBeLessThan(SCHEMA_VERSION);
        expect(copy.deliveries).toBe(9);
      }
      if (!isKilled) break;
    }
    expect([...seen]).toEqual(expect.arrayContaining([1, SCHEMA_VERSION]));
  }, 60_000);
});
