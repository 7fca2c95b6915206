import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { inspectLedger } from "../../../src/ledger/guards/inspect.ts";
import { SCHEMA_VERSION } from "../../../src/ledger/schema/schema.ts";
import { deadHome } from "../damage.ts";
import {
  aDelivery,
  deliveryId,
  ledgerPaths,
  LIMITS,
  PAUSED,
  START,
  startedRun,
  tempFolder,
  tempLedger,
} from "../temp-ledger.ts";

it("shows counts, sizes and positions beside a daemon that writes", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  for (const number of [1, 2, 3]) await ledger.accept(aDelivery(number), LIMITS);
  ledger.startRun(startedRun(1, deliveryId(1)));
  ledger.end(deliveryId(2), "success", null, [{ sink: "log", payload: "{}" }]);
  ledger.hold(deliveryId(3), PAUSED);
  const pause = {
    kind: "all",
    name: "all",
    cause: "owner",
    reason: "by hand",
    strikes: 1,
  } as const;
  ledger.pause({ ...pause, since: START, until: null });

  expect(inspectLedger(paths)).toEqual({
    state: "sound",
    problems: [],
    waysOn: [],
    schemaVersion: SCHEMA_VERSION,
    newestSchemaVersion: SCHEMA_VERSION,
    databaseId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    position: { sequence: 3, changes: 4 },
    watermark: { sequence: 3, changes: 4 },
    counts: {
      deliveries: 3,
      waiting: 1,
      held: 1,
      running: 1,
      contents: 3,
      claims: 0,
      runs: 1,
      reportsWaiting: 1,
      pauses: 1,
    },
    sizes: { database: expect.any(Number) as number, wal: expect.any(Number) as number },
  });
});

it("says absent of a home without a ledger", () => {
  expect(inspectLedger(ledgerPaths(tempFolder()))).toMatchObject({
    state: "absent",
    problems: [],
    counts: null,
    sizes: { database: 0, wal: 0 },
  });
});

it("finds a page that is damaged within", async () => {
  const temp = tempLedger();
  const ledger = temp.open();
  for (let number = 1; number <= 40; number += 1) await ledger.accept(aDelivery(number), LIMITS);
  ledger.close();
  const bytes = readFileSync(temp.paths.database);
  const pageBytes = 8192;
  for (let page = 3; page < bytes.length / pageBytes; page += 1)
    bytes.fill(0x5a, page * pageBytes, page * pageBytes + 16);
  writeFileSync(temp.paths.database, bytes);

  const { state, problems } = inspectLedger(temp.paths);

  expect(state).toBe("broken");
  expect(problems.length).toBeGreaterThan(0);
});

it("says so of a newer schema and offers no acceptance of a loss", async () => {
  const home = await deadHome();
  const paths = ledgerPaths(home);
  const other = new DatabaseSync(paths.database);
  other.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  other.close();

  const { state, schemaVersion, waysOn } = inspectLedger(paths);

  expect({ state, schemaVersion }).toEqual({ state: "too_new", schemaVersion: SCHEMA_VERSION + 1 });
  expect(waysOn.join(" ")).not.toContain("--accept-loss");
});

it("says that the watermark is missing", async () => {
  const home = await deadHome();
  writeFileSync(ledgerPaths(home).watermarkFile, "");
  expect(inspectLedger(ledgerPaths(home))).toMatchObject({
    state: "sound",
    problems: [expect.stringContaining("watermark")],
    watermark: null,
  });
});
