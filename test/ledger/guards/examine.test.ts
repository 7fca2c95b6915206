import {
  cpSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { examineLedger } from "../../../src/ledger/guards/examine.ts";
import { DAMAGES, deadHome } from "../damage.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  PAUSED,
  ledgerPaths,
  runId,
  START,
  startedRun,
  tempFolder,
  tempLedger,
} from "../temp-ledger.ts";

/** Every file's content, but the index that SQLite makes beside a log. */
function contentOf(home: string): Record<string, string> {
  const names = readdirSync(home).filter((name) => !name.endsWith("-shm"));
  const kept = names.filter((name) => statSync(path.join(home, name)).size > 0);
  return Object.fromEntries(
    kept.map((name) => [name, readFileSync(path.join(home, name)).toString("base64")]),
  );
}

describe("a ledger that a dead daemon left", () => {
  it("is opened with all it had", async () => {
    const home = await deadHome();
    const ledger = tempLedger(home).open();
    expect(ledger.waiting().map(({ id }) => id)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => deliveryId(number)),
    );
  });

  it.each(DAMAGES)("is refused with $name, and every byte is kept", async ({ harm }) => {
    const home = await deadHome();
    harm(home);
    const before = contentOf(home);

    const open = () => tempLedger(home).open();

    expect(open).toThrow(expect.objectContaining({ code: "ledger_damaged" }));
    expect(open).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("--accept-loss") as string }),
    );
    expect(contentOf(home)).toEqual(before);
  });

  it("is refused where another database took its place", async () => {
    const home = await deadHome();
    const other = tempLedger();
    const ledger = other.open();
    for (let number = 1; number <= 20; number += 1) await ledger.accept(aDelivery(number), LIMITS);
    ledger.close();
    const paths = ledgerPaths(home);
    rmSync(`${paths.database}-wal`);
    writeFileSync(paths.database, readFileSync(other.paths.database));

    expect(() => tempLedger(home).open()).toThrow(/another one/);
  });

  it("is refused where a run's end is lost, though no delivery is", async () => {
    const home = tempFolder();
    const temp = tempLedger(home);
    const ledger = temp.open();
    await ledger.accept(aDelivery(1), LIMITS);
    ledger.close();
    const { database } = temp.paths;
    const copy = readFileSync(database);
    const next = temp.open();
    next.startRun(startedRun(1, deliveryId(1)));
    next.finishRun(runId(1), { status: "success" }, START, { kind: "done" }, []);
    next.close();
    writeFileSync(database, copy);

    expect(() => temp.open()).toThrow(/older copy/);
  });
});

describe("a home without a sound watermark", () => {
  it.each([
    ["deleted", (file: string) => rmSync(file)],
    ["emptied", (file: string) => writeFileSync(file, "")],
    ["overwritten", (file: string) => writeFileSync(file, "x".repeat(2000))],
  ])("is taken as it is with a warning where it was %s", async (_, harm) => {
    const home = await deadHome();
    harm(ledgerPaths(home).watermarkFile);
    const warnings: string[] = [];
    const silent = () => {};
    const log = {
      debug: silent,
      info: silent,
      error: silent,
      warn: (text: string) => warnings.push(text),
    };

    const ledger = tempLedger(home).open({ log });

    expect(ledger.waitingCount()).toBe(10);
    expect(warnings).toEqual([expect.stringContaining("watermark")]);
  });

  it("is refused where the database is gone and the watermark unreadable", () => {
    const home = tempFolder();
    writeFileSync(ledgerPaths(home).watermarkFile, "");
    expect(() => tempLedger(home).open()).toThrow(
      expect.objectContaining({ code: "ledger_damaged" }),
    );
  });
});

describe("a new home", () => {
  it("gets a database for its owner only", () => {
    const { open, paths } = tempLedger();
    open();
    const folder = path.dirname(paths.database);
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(path.join(folder, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      "wakehook.db": "600",
      "wakehook.db-wal": "600",
      "wakehook.db-shm": "600",
      "wakehook.watermark": "600",
    });
  });

  it.each([
    ["empty", (file: string) => writeFileSync(file, "")],
    [
      "blank",
      (file: string) => {
        const started = new DatabaseSync(file);
        started.exec("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL");
        started.close();
      },
    ],
  ])("is begun again where the daemon died and left an %s database", async (_, leave) => {
    const home = tempFolder();
    leave(ledgerPaths(home).database);
    const ledger = tempLedger(home).open();
    expect((await ledger.accept(aDelivery(1), LIMITS)).kind).toBe("accepted");
  });

  it("is refused where a file of another program stands in the way", () => {
    const home = tempFolder();
    const { database } = ledgerPaths(home);
    const other = new DatabaseSync(database);
    other.exec("CREATE TABLE a (b)");
    other.close();
    const before = readFileSync(database);

    expect(() => tempLedger(home).open()).toThrow(
      expect.objectContaining({ code: "ledger_damaged" }),
    );
    expect(readFileSync(database).equals(before)).toBe(true);
  });

  it("names a folder that is not there", () => {
    const home = path.join(tempFolder(), "missing");
    expect(() => tempLedger(home).open()).toThrow(/missing/);
    expect(existsSync(home)).toBe(false);
  });
});

it("loses nothing where its log is removed while it is open", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  await ledger.accept(aDelivery(1), LIMITS);
  for (const number of [2, 3]) {
    rmSync(`${paths.database}-wal`);
    await ledger.accept(aDelivery(number), LIMITS);
    ledger.hold(deliveryId(number), PAUSED);
  }
  const dead = path.join(tempFolder(), "home");
  cpSync(path.dirname(paths.database), dead, { recursive: true });
  rmSync(path.join(dead, "wakehook.db-shm"));
  ledger.close();

  const again = tempLedger(dead).open();

  expect(again.waiting().map(({ id, state }) => `${id} ${state}`)).toEqual([
    `${deliveryId(1)} queued`,
    `${deliveryId(2)} held`,
    `${deliveryId(3)} held`,
  ]);
});

it("refuses a database that was removed while it is open", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  await ledger.accept(aDelivery(1), LIMITS);
  rmSync(paths.database);

  await expect(ledger.accept(aDelivery(2), LIMITS)).rejects.toMatchObject({
    code: "ledger_damaged",
  });
  expect(() => ledger.hold(deliveryId(1), PAUSED)).toThrow(/removed or replaced/);
  expect(ledger.delivery(deliveryId(1))).not.toBeNull();
});

it("says absent of an empty folder", () => {
  const home = tempFolder();
  chmodSync(home, 0o700);
  expect(examineLedger(ledgerPaths(home))).toEqual({ kind: "absent" });
});
