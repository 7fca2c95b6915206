// What a disk, a person or a bad copy does to a ledger's files.

import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { HomePaths } from "../../src/system/home.ts";

/** One way to harm a ledger. */
export interface LedgerDamage {
  readonly name: string;
  /** Tried at this many places in a long run, at a few in a short one; 1: there is only one. */
  readonly places: number;
  /** `place` goes from 0 to 1 over what is harmed. */
  harm(paths: HomePaths, place: number): void;
  /** No rows are lost by it. */
  readonly harmless?: boolean;
}

const PAGE_BYTES = 8192;
const wal = ({ database }: HomePaths): string => `${database}-wal`;

/** In the order of the table. */
export const LEDGER_DAMAGES: readonly LedgerDamage[] = [
  { name: "log cut off", places: 60, harm: (paths, place) => cut(wal(paths), place) },
  { name: "log, one bit flipped", places: 120, harm: (paths, place) => flip(wal(paths), place) },
  { name: "log deleted", places: 1, harm: (paths) => rmSync(wal(paths)) },
  { name: "log's header zeroed", places: 1, harm: (paths) => zero(wal(paths), 0, 32) },
  {
    name: "database, one bit flipped",
    places: 120,
    harm: (paths, place) => flip(paths.database, place),
  },
  {
    name: "database, a bit of a body flipped",
    places: 40,
    harm: ({ database }, place) => flipBody(database, place),
  },
  {
    name: "database, a page zeroed",
    places: 40,
    harm: ({ database }, place) => zeroPage(database, place),
  },
  { name: "database's header zeroed", places: 1, harm: ({ database }) => zero(database, 0, 100) },
  { name: "database cut off", places: 20, harm: ({ database }, place) => cut(database, place) },
  { name: "database halved, log gone", places: 1, harm: halve },
  { name: "database emptied, log gone", places: 1, harm: empty },
  { name: "database emptied", places: 1, harm: ({ database }) => truncateSync(database, 0) },
  { name: "database and log deleted", places: 1, harm: removeBoth },
  { name: "database deleted", places: 1, harm: ({ database }) => rmSync(database) },
  { name: "an older copy of the database", places: 1, harm: (paths) => rmSync(wal(paths)) },
  { name: "another program's database", places: 1, harm: foreign },
  { name: "text in the database's place", places: 1, harm: ({ database }) => text(database) },
  { name: "a folder in the database's place", places: 1, harm: folder },
  { name: "a link to itself in its place", places: 1, harm: loop },
  {
    name: "watermark deleted",
    places: 1,
    harm: ({ watermarkFile }) => rmSync(watermarkFile),
    harmless: true,
  },
  {
    name: "watermark, one bit flipped",
    places: 20,
    harm: ({ watermarkFile }, place) => flip(watermarkFile, place),
    harmless: true,
  },
  {
    name: "watermark emptied",
    places: 1,
    harm: ({ watermarkFile }) => truncateSync(watermarkFile, 0),
    harmless: true,
  },
];

function flip(file: string, place: number): void {
  const bytes = readFileSync(file);
  const at = Math.min(bytes.length - 1, Math.floor(place * bytes.length));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (Math.floor(place * 1e6) % 8));
  writeFileSync(file, bytes);
}

function flipBody(file: string, place: number): void {
  const bytes = readFileSync(file);
  const starts: number[] = [];
  for (let at = bytes.indexOf("xxxxxxxx"); at !== -1; at = bytes.indexOf("xxxxxxxx", at + 1000))
    starts.push(at);
  const at = starts[Math.floor(place * starts.length)] ?? 0;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function cut(file: string, place: number): void {
  truncateSync(file, Math.floor(place * readFileSync(file).length));
}

function zero(file: string, from: number, to: number): void {
  writeFileSync(file, readFileSync(file).fill(0, from, to));
}

function zeroPage(file: string, place: number): void {
  const page = Math.floor((place * readFileSync(file).length) / PAGE_BYTES);
  zero(file, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
}

function halve(paths: HomePaths): void {
  cut(paths.database, 0.5);
  rmSync(wal(paths));
}

function empty(paths: HomePaths): void {
  truncateSync(paths.database, 0);
  rmSync(wal(paths));
}

function removeBoth(paths: HomePaths): void {
  rmSync(paths.database);
  rmSync(wal(paths));
}

function foreign(paths: HomePaths): void {
  removeBoth(paths);
  writeFileSync(paths.database, "", { mode: 0o600 });
  using other = new DatabaseSync(paths.database);
  other.exec("CREATE TABLE notes (words TEXT); INSERT INTO notes VALUES ('not yours')");
}

function text(file: string): void {
  writeFileSync(file, "not a database\n".repeat(1000));
}

function folder({ database }: HomePaths): void {
  renameSync(database, `${database}.moved`);
  mkdirSync(database, { mode: 0o700 });
}

function loop({ database }: HomePaths): void {
  copyFileSync(database, `${database}.moved`);
  rmSync(database);
  symlinkSync(database, database);
}
