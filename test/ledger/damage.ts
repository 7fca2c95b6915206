// Ways in which a disk, a person or a bad copy harms a ledger.

import { copyFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LIMITS, aDelivery, idClaim, ledgerPaths, tempFolder, tempLedger } from "./temp-ledger.ts";

/** A home as the death of the daemon leaves it: ten deliveries, the last five only in the write-ahead log. */
export async function deadHome(): Promise<string> {
  const live = tempFolder();
  const temp = tempLedger(live);
  const before = temp.open();
  for (const number of [1, 2, 3, 4, 5])
    await before.accept(aDelivery(number, { claims: [idClaim(`${number}`)] }), LIMITS);
  before.close();
  const dying = temp.open();
  for (const number of [6, 7, 8, 9, 10]) await dying.accept(aDelivery(number), LIMITS);
  const dead = path.join(tempFolder(), "home");
  cpSync(live, dead, { recursive: true });
  rmSync(path.join(dead, "wakehook.db-shm"));
  dying.close();
  return dead;
}

const database = (home: string) => ledgerPaths(home).database;
const wal = (home: string) => `${database(home)}-wal`;

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

/** Each harms a home; `state` is what an inspection must say. */
export const DAMAGES: ReadonlyArray<{
  readonly name: string;
  readonly state: "lost" | "broken";
  readonly harm: (home: string) => void;
}> = [
  {
    name: "its log cut in the middle",
    state: "lost",
    harm: (home) => truncateSync(wal(home), Math.floor(readFileSync(wal(home)).length / 2)),
  },
  { name: "its log emptied", state: "lost", harm: (home) => truncateSync(wal(home), 0) },
  { name: "its log deleted", state: "lost", harm: (home) => rmSync(wal(home)) },
  {
    name: "a byte of its log's header altered",
    state: "lost",
    harm: (home) => flip(wal(home), 20),
  },
  {
    name: "a byte of its last transaction altered",
    state: "lost",
    harm: (home) => flip(wal(home), readFileSync(wal(home)).length - 3000),
  },
  {
    name: "its first pages zeroed",
    state: "broken",
    harm(home) {
      const bytes = readFileSync(database(home));
      writeFileSync(database(home), bytes.fill(0, 0, 8192));
    },
  },
  {
    name: "its header zeroed",
    state: "broken",
    harm(home) {
      const bytes = readFileSync(database(home));
      writeFileSync(database(home), bytes.fill(0, 0, 100));
    },
  },
  {
    name: "half of the database missing and no log",
    state: "broken",
    harm(home) {
      truncateSync(database(home), Math.floor(readFileSync(database(home)).length / 2));
      rmSync(wal(home));
    },
  },
  {
    name: "half of the database missing and its log left",
    state: "broken",
    harm: (home) =>
      truncateSync(database(home), Math.floor(readFileSync(database(home)).length / 2)),
  },
  {
    name: "the database emptied",
    state: "broken",
    harm(home) {
      truncateSync(database(home), 0);
      rmSync(wal(home));
    },
  },
  {
    name: "the database deleted",
    state: "broken",
    harm(home) {
      rmSync(database(home));
      rmSync(wal(home));
    },
  },
  {
    name: "the database deleted and its log left",
    state: "broken",
    harm: (home) => rmSync(database(home)),
  },
  {
    name: "an older copy in its place",
    state: "lost",
    harm(home) {
      // What `cp` of the database file alone brings back: the state of the last checkpoint.
      copyFileSync(database(home), `${database(home)}.copy`);
      rmSync(wal(home));
      copyFileSync(`${database(home)}.copy`, database(home));
    },
  },
];
