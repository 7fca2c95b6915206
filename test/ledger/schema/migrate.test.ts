import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openForWriting } from "../../../src/ledger/file/connection.ts";
import { migrate } from "../../../src/ledger/schema/migrate.ts";
import { openLedgerReader } from "../../../src/ledger/reading/open-reader.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../../../src/ledger/schema/schema.ts";
import { aDelivery, deliveryId, LIMITS, START, tempLedger } from "../temp-ledger.ts";

async function closedLedger() {
  const temp = tempLedger();
  const ledger = temp.open();
  await ledger.accept(aDelivery(1), LIMITS);
  ledger.close();
  return temp;
}

/** A step that does not exist yet. */
function withNext(sql: string) {
  return [...MIGRATIONS, { version: SCHEMA_VERSION + 1, sql }];
}

function versionOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  database.close();
  return version;
}

it("numbers its steps from 1 without a gap", () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
});

it("backs the file up, then takes the next step", async () => {
  const { paths } = await closedLedger();
  const connection = openForWriting(paths.database);
  const migrations = withNext("ALTER TABLE deliveries ADD COLUMN note TEXT");

  const copy = migrate({ paths, migrations, now: START }, connection);

  expect(connection.one("SELECT id, note FROM deliveries")).toMatchObject({ note: null });
  connection.close();
  expect(versionOf(paths.database)).toBe(SCHEMA_VERSION + 1);
  expect(copy).toBe(
    path.join(paths.backupsFolder, `wakehook-schema-${SCHEMA_VERSION}-2026-01-31T12-00-00.000Z.db`),
  );
  expect(statSync(copy ?? "").mode & 0o777).toBe(0o600);
  expect(statSync(paths.backupsFolder).mode & 0o777).toBe(0o700);
  const backup = openLedgerReader(copy ?? "");
  expect(backup.content(deliveryId(1))?.body).toBeInstanceOf(Uint8Array);
  backup.close();
});

it("undoes a step that fails", async () => {
  const { paths, open } = await closedLedger();
  const connection = openForWriting(paths.database);
  const migrations = withNext("CREATE TABLE half (a); CREATE TABLE meta (b)");

  expect(() => migrate({ paths, migrations, now: START }, connection)).toThrow(/meta/);

  connection.close();
  expect(versionOf(paths.database)).toBe(SCHEMA_VERSION);
  expect(open().waitingCount()).toBe(1);
});

it("copies nothing where there is nothing to do", async () => {
  const { paths, open } = await closedLedger();
  open().close();
  expect(readdirSync(path.dirname(paths.database)).sort()).toEqual([
    "wakehook.db",
    "wakehook.watermark",
  ]);
});

it("refuses a newer schema and leaves the file as it is", async () => {
  const { paths, open } = await closedLedger();
  const other = new DatabaseSync(paths.database);
  other.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  other.close();
  const before = readFileSync(paths.database);

  const tooNew = expect.objectContaining({ code: "ledger_too_new" }) as Error;
  expect(() => open()).toThrow(tooNew);
  expect(() => openLedgerReader(paths.database)).toThrow(tooNew);

  expect(readFileSync(paths.database).equals(before)).toBe(true);
});

it("makes a database over what a first start left that was cut off", () => {
  const { paths, open } = tempLedger();
  const left = ["", ".new", ".new-journal", ".new-wal", "-journal"];
  for (const ending of left) writeFileSync(`${paths.database}${ending}`, ending);

  open().close();

  const names = readdirSync(path.dirname(paths.database)).toSorted();
  expect(names).toEqual(["wakehook.db", "wakehook.watermark"]);
  expect(statSync(paths.database).mode & 0o777).toBe(0o600);
});
