import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { examineLedger } from "../../../src/ledger/guards/examine.ts";
import { inspectLedger } from "../../../src/ledger/guards/inspect.ts";
import { repairLedger, type Repaired } from "../../../src/ledger/guards/repair.ts";
import { beginSwap, draftFiles } from "../../../src/ledger/salvage/swap.ts";
import { DAMAGES, deadHome } from "../damage.ts";
import {
  aDelivery,
  deliveryId,
  idClaim,
  ledgerPaths,
  LIMITS,
  manualClock,
  startedRun,
  tempFolder,
  tempLedger,
} from "../temp-ledger.ts";

const PAGE_BYTES = 8192;
const ALL: ReadonlySet<string> = new Set(Array.from({ length: 10 }, (_, at) => deliveryId(at + 1)));

function repair(home: string): Repaired {
  return repairLedger(ledgerPaths(home), manualClock());
}

/** The numbers of those that are there, with state and status. */
function rowsOf(home: string): { id: string; status: string | null; hasBody: boolean }[] {
  const ledger = tempLedger(home).open();
  const rows = ledger.deliveries({ limit: 1000 }).map(({ id, status }) => ({
    id,
    status,
    hasBody: ledger.content(id)?.body != null,
  }));
  ledger.close();
  return rows.toReversed();
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

/** A closed ledger of forty deliveries with bodies that fill pages of their own. */
async function closedHome(): Promise<string> {
  const temp = tempLedger();
  const ledger = temp.open();
  for (let number = 1; number <= 40; number += 1) {
    const body = Buffer.from(JSON.stringify({ number, text: "x".repeat(20_000) }));
    await ledger.accept(aDelivery(number, { body, claims: [idClaim(`${number}`)] }), LIMITS);
    if (number > 30) continue;
    ledger.startRun(startedRun(number, deliveryId(number)));
    if (number === 30) continue;
    ledger.finishRun(
      startedRun(number, deliveryId(number)).id,
      { status: "success" },
      1,
      { kind: "done" },
      [],
    );
  }
  ledger.close();
  return path.dirname(temp.paths.database);
}

/** What each damage of damage.ts may cost at most, of ten deliveries. */
const MOST_LOST: Readonly<Record<string, number>> = {
  "its log cut in the middle": 4,
  "its log emptied": 5,
  "its log deleted": 5,
  "a byte of its log's header altered": 1,
  "a byte of its last transaction altered": 1,
  "its first pages zeroed": 0,
  "its header zeroed": 0,
  "half of the database missing and no log": 10,
  "half of the database missing and its log left": 0,
  "the database emptied": 10,
  "the database deleted": 10,
  "the database deleted and its log left": 0,
  "an older copy in its place": 5,
};

describe("a repair", () => {
  it.each(DAMAGES)(
    "saves what can be read with $name, and counts the rest",
    async ({ name, harm }) => {
      const home = await deadHome();
      harm(home);
      const before = new Map(
        readdirSync(home)
          .filter((file) => file !== "backups")
          .map((file) => [file, readFileSync(path.join(home, file))]),
      );

      const { old, report } = repair(home);

      const { salvaged, lost } = report;
      expect(salvaged.deliveries + lost.deliveries.count).toBe(10);
      expect(lost.deliveries.count).toBeLessThanOrEqual(MOST_LOST[name] ?? 0);
      const rows = rowsOf(home);
      expect(rows).toHaveLength(salvaged.deliveries);
      expect(rows.filter(({ id }) => !ALL.has(id))).toEqual([]);
      // What may have run already does not go on by itself.
      const waits = rows.filter(({ hasBody }) => hasBody);
      const isKnown = lost.deliveries.count === 0 && lost.logFrames === 0 && lost.pages === 0;
      expect(report.statesInDoubt).toBe(!isKnown);
      expect(waits.map(({ status }) => status)).toEqual(
        waits.map(() => (isKnown ? null : "held:salvaged")),
      );
      expect(rows.filter(({ hasBody }) => !hasBody).map(({ status }) => status)).toEqual(
        Array.from({ length: rows.length - waits.length }, () => "error:exception"),
      );
      for (const [file, bytes] of before) {
        if (!/^wakehook\.db(-wal|-shm)?$/.test(file)) continue;
        const kept = old + file.slice("wakehook.db".length);
        expect(readFileSync(kept).equals(bytes)).toBe(true);
        expect(statSync(kept).mode & 0o077).toBe(0);
      }
      expect(inspectLedger(ledgerPaths(home))).toMatchObject({ state: "sound", problems: [] });
      expect(() => repair(home)).toThrow(expect.objectContaining({ code: "refused" }));
    },
  );

  it("keeps states and claims where only an index is damaged", async () => {
    const home = await closedHome();
    const { database } = ledgerPaths(home);
    const root = rootOf(database, "deliveries_by_id");
    flip(database, (root - 1) * PAGE_BYTES + 3);
    expect(inspectLedger(ledgerPaths(home)).state).toBe("broken");

    const { report } = repair(home);

    expect(report).toMatchObject({
      salvaged: { deliveries: 40, bodies: 40, claims: 40, runs: 30 },
      lost: { deliveries: { count: 0 }, bodies: { count: 0 } },
      statesInDoubt: false,
      held: 0,
    });
    const ledger = tempLedger(home).open();
    expect(ledger.waiting().map(({ state }) => state)).toEqual(
      Array.from({ length: 10 }, () => "queued"),
    );
    expect(ledger.unfinishedRuns()).toHaveLength(1);
    const again = await ledger.accept(aDelivery(99, { claims: [idClaim("7")] }), LIMITS);
    expect(again).toMatchObject({ kind: "duplicate", deliveryId: deliveryId(7) });
    ledger.close();
  });

  it("copies every value of every row as SQLite reads it", async () => {
    const home = await closedHome();
    const { database } = ledgerPaths(home);
    flip(database, (rootOf(database, "deliveries_by_id") - 1) * PAGE_BYTES + 3);

    const { old } = repair(home);

    for (const table of ["deliveries", "contents", "claims", "runs", "outbox"]) {
      const rows = dump(database, table);
      expect(rows).toEqual(dump(old, table));
      if (table !== "outbox") expect(rows.length).toBeGreaterThan(0);
    }
  });

  it("names the delivery whose body was altered, and lets its sender deliver it again", async () => {
    const home = await closedHome();
    const { database } = ledgerPaths(home);
    flip(database, readFileSync(database).indexOf(Buffer.from('{"number":35,')) + 400);
    expect(inspectLedger(ledgerPaths(home))).toMatchObject({
      state: "altered",
      problems: [expect.stringContaining(deliveryId(35))],
    });

    const { report } = repair(home);

    expect(report.lost.bodies).toEqual({ count: 1, ids: [deliveryId(35)] });
    expect(report).toMatchObject({ held: 0, ended: 1, salvaged: { deliveries: 40, bodies: 39 } });
    const ledger = tempLedger(home).open();
    expect(ledger.delivery(deliveryId(35))).toMatchObject({
      state: "done",
      status: "error:exception",
    });
    const again = await ledger.accept(aDelivery(99, { claims: [idClaim("35")] }), LIMITS);
    expect(again.kind).toBe("accepted");
    ledger.close();
  });

  it("takes a body that the file's end cuts for lost, not for a disk that fails", async () => {
    const temp = tempLedger();
    const ledger = temp.open();
    for (const number of [1, 2])
      await ledger.accept(aDelivery(number, { body: Buffer.alloc(60_000, "x") }), LIMITS);
    ledger.close();
    const { database } = temp.paths;
    truncateSync(database, statSync(database).size - 100);

    const inspection = inspectLedger(temp.paths);

    expect(inspection).toMatchObject({
      state: "altered",
      problems: [expect.stringContaining(deliveryId(2))],
    });
    const { report } = repair(path.dirname(database));
    expect(report.lost.bodies).toEqual({ count: 1, ids: [deliveryId(2)] });
  });

  it("names deliveries whose rows are lost by what else knows them, and holds the others", async () => {
    const home = await closedHome();
    const { database } = ledgerPaths(home);
    const leaf = leafWith(database, deliveryId(20));
    const bytes = readFileSync(database);
    bytes.fill(0x77, (leaf - 1) * PAGE_BYTES, leaf * PAGE_BYTES);
    writeFileSync(database, bytes);

    const { report } = repair(home);

    const { deliveries } = report.lost;
    expect(deliveries.ids).toContain(deliveryId(20));
    expect(deliveries.ids).toHaveLength(deliveries.count);
    expect(report.salvaged.deliveries).toBe(40 - deliveries.count);
    expect(report.lost.orphanBodies).toBe(deliveries.count);
    expect(report.lost.claims).toBe(deliveries.count);
    const statuses = new Set(rowsOf(home).map(({ status }) => status));
    expect(statuses.has(null)).toBe(report.held === 0);
  });

  it("saves what lies behind a damaged frame of the log", async () => {
    const home = await deadHome();
    const wal = `${ledgerPaths(home).database}-wal`;
    flip(wal, 32 + 24 + 500);
    expect(inspectLedger(ledgerPaths(home)).position?.sequence).toBe(5);

    const { report } = repair(home);

    expect(report.lost.logFrames).toBe(1);
    expect(report.salvaged.deliveries).toBeGreaterThanOrEqual(9);
  });

  it("refuses a ledger that is well, or is not there, and leaves no file", async () => {
    const home = await closedHome();
    const empty = tempFolder();
    const before = readdirSync(home);
    for (const folder of [home, empty])
      expect(() => repair(folder)).toThrow(expect.objectContaining({ code: "refused" }));
    expect(readdirSync(home)).toEqual(expect.arrayContaining(before));
    expect(readdirSync(home).filter((name) => /repair|damaged/.test(name))).toEqual([]);
    expect(readdirSync(empty)).toEqual([]);
  });

  it("goes on where an earlier one was cut off at its last steps", async () => {
    for (const steps of [0, 1, 2, 3, 4]) {
      const home = await deadHome();
      const paths = ledgerPaths(home);
      flip(`${paths.database}-wal`, 32 + 24 + 500);
      cutOffAfter(steps, home);
      expect(examineLedger(paths)).toMatchObject({ kind: "damaged" });
      expect(inspectLedger(paths).waysOn.join(" ")).toContain("--repair");

      const { resumed, old, report } = repair(home);

      expect(resumed).toBe(true);
      expect(existsSync(old)).toBe(true);
      expect(rowsOf(home)).toHaveLength(report.salvaged.deliveries);
      expect(readdirSync(home).filter((name) => /repair/.test(name))).toEqual([]);
    }
  });

  it("begins anew where an earlier one was cut off before", async () => {
    const home = await deadHome();
    flip(`${ledgerPaths(home).database}-wal`, 32 + 24 + 500);
    const draft = draftFiles(ledgerPaths(home));
    for (const file of [draft.database, `${draft.database}-wal`, draft.watermark])
      writeFileSync(file, "half of something");

    expect(repair(home)).toMatchObject({ resumed: false });
    expect(rowsOf(home).length).toBeGreaterThanOrEqual(9);
  });
});

/** Does a repair up to some of its last steps, as kill -9 would leave it. */
function cutOffAfter(steps: number, home: string): void {
  const whole = `${home}-whole`;
  const paths = ledgerPaths(home);
  cpSync(home, whole, { recursive: true });
  const { old, report } = repair(whole);
  const kept = path.join(home, path.basename(old));
  const draft = draftFiles(paths);
  cpSync(ledgerPaths(whole).database, draft.database);
  cpSync(ledgerPaths(whole).watermarkFile, draft.watermark);
  beginSwap(paths, { old: kept, report });
  const moves: [string, string][] = [
    [`${paths.database}-wal`, `${kept}-wal`],
    [paths.database, kept],
    [paths.watermarkFile, `${kept}.watermark`],
    [draft.watermark, paths.watermarkFile],
  ];
  for (const [from, to] of moves.slice(0, steps)) renameSync(from, to);
}

function dump(file: string, table: string): unknown[] {
  const open = new DatabaseSync(file, { readOnly: true });
  const rows = open.prepare(`SELECT * FROM ${table} NOT INDEXED`).all();
  open.close();
  return rows;
}

function rootOf(database: string, name: string): number {
  const open = new DatabaseSync(database, { readOnly: true });
  const row = open.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(name);
  open.close();
  return Number(row?.["rootpage"]);
}

/** The page on which the row of the delivery with this id stands. */
function leafWith(database: string, text: string): number {
  const bytes = readFileSync(database);
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) {
    const page = Math.floor(at / PAGE_BYTES);
    // Rows of deliveries name their source behind the id.
    const isRow = bytes.subarray(at, at + 60).includes("github");
    if (bytes[page * PAGE_BYTES] === 0x0d && isRow && !bytes.subarray(at - 40, at).includes("run_"))
      return page + 1;
  }
  throw new Error(`${text} is on no page of rows`);
}
