import { spawnSync } from "node:child_process";
import { readlinkSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { itWhere } from "../../skip-loudly.ts";
import { openForWriting } from "../../../src/ledger/file/connection.ts";
import { createDatabase } from "../../../src/ledger/schema/migrate.ts";
import { openLogSync } from "../../../src/ledger/file/log-sync.ts";
import { tempFolder } from "../temp-ledger.ts";

/** A database with something in its log. */
function written() {
  const file = path.join(tempFolder(), "wakehook.db");
  createDatabase(file).close();
  const connection = openForWriting(file);
  connection.execute("PRAGMA synchronous = NORMAL; CREATE TABLE words (word TEXT)");
  return { file, connection };
}

/** Descriptors of this process on a database's log; SQLite has one of them. */
function openOn(file: string): number {
  return readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === `${file}-wal`;
    } catch {
      return false;
    }
  }).length;
}

it("syncs, and may be closed again and again", async () => {
  const { file, connection } = written();
  const log = openLogSync(file);

  await log.sync();
  log.syncNow();
  log.close();
  log.close();

  connection.close();
});

itWhere(process.platform === "linux", "no /proc here; the log's descriptor is not watched")(
  "keeps its descriptor until the sync that is under way has ended",
  async () => {
    const { file, connection } = written();
    const log = openLogSync(file);
    const synced = log.sync();

    log.close();
    const during = openOn(file);
    await synced;

    expect(during).toBe(2);
    expect(openOn(file)).toBe(1);
    connection.close();
  },
);

it("leaves SQLite's locks alone when it is closed", () => {
  const { file, connection } = written();
  connection.execute("BEGIN IMMEDIATE");
  openLogSync(file).close();

  // Another process, because SQLite itself keeps apart what one process does.
  const program = `new (require("node:sqlite").DatabaseSync)(process.argv[1]).exec("BEGIN IMMEDIATE")`;
  const other = spawnSync(process.execPath, ["-e", program, file], { encoding: "utf8" });

  expect(other.stderr).toContain("database is locked");
  connection.close();
});
