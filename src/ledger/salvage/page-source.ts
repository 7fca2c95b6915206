// The files of a damaged database come in; its pages go out, each as its last commit left it, as far as they can
// be read. Nothing is trusted that can be worked out otherwise, and nothing is written.

import { closeSync, fstatSync, lstatSync, openSync, readSync, statSync } from "node:fs";
import { sideFiles } from "../file/paths.ts";
import { isPageSize, readWalFrames } from "./wal-frames.ts";

/** What the pointer map says of a page: https://sqlite.org/fileformat.html#pointer_map_or_ptrmap_pages */
export type PageUse = "root" | "free" | "overflow" | "tree" | "map" | "unknown";

/** The pages of one database. */
export interface PageSource {
  readonly pageBytes: number;
  readonly count: number;
  /** `PRAGMA user_version`, or null where the header is damaged. */
  readonly schemaVersion: number | null;
  /** Frames of the log that are not what was written. */
  readonly lostFrames: number;
  /** null where the page is in no file any more. */
  read(page: number): Buffer | null;
  useOf(page: number): PageUse;
  /** The root of the tree that a page belongs to; null where the way there is damaged. */
  rootOf(page: number): number | null;
  close(): void;
}

const MAGIC = "SQLite format 3\0";
const LIKELY_PAGE_BYTES = 8192;
/** The page at this place is never used. */
const PENDING_BYTE = 0x40_00_00_00;
const MAP_ENTRY_BYTES = 5;
const USES: Readonly<Record<number, PageUse>> = {
  1: "root",
  2: "free",
  3: "overflow",
  4: "overflow",
  5: "tree",
};
/** A tree is never higher. */
const MOST_LEVELS = 20;

/**
 * Opens the database's files for reading. A missing one counts as empty.
 * @throws the system's error where a file is there and cannot be read.
 */
export function openPages(database: string): PageSource {
  const main = openIfThere(database);
  const { pageBytes: headerPageBytes } = headerOf(readAt(main, 0, 100));
  const log = readWalFrames(sideFiles(database).wal, headerPageBytes ?? LIKELY_PAGE_BYTES);
  const pageBytes = headerPageBytes ?? log?.pageBytes ?? LIKELY_PAGE_BYTES;
  const wal = log === null ? null : openIfThere(sideFiles(database).wal);
  const inMain = main === null ? 0 : Math.floor(fstatSync(main).size / pageBytes);
  // Where the log lost something, its last word on the size may be an old one.
  const said = log !== null && log.lost === 0 ? log.pageCount : null;
  const count = said ?? Math.max(inMain, log?.pageCount ?? 0, ...(log?.pages.keys() ?? []));
  const perMap = Math.floor(pageBytes / MAP_ENTRY_BYTES) + 1;

  function read(page: number): Buffer | null {
    const inLog = log?.pages.get(page);
    const bytes =
      inLog === undefined
        ? readAt(main, (page - 1) * pageBytes, pageBytes)
        : readAt(wal, inLog, pageBytes);
    return bytes.length === pageBytes ? bytes : null;
  }

  const maps = new Map<number, Buffer | null>();
  function entryOf(page: number): { readonly use: PageUse; readonly parent: number } {
    if (page < 3) return { use: page === 1 ? "root" : "map", parent: 0 };
    const map = Math.floor((page - 2) / perMap) * perMap + 2;
    if (map === page) return { use: "map", parent: 0 };
    let bytes = maps.get(map);
    if (bytes === undefined) maps.set(map, (bytes = read(map)));
    const at = MAP_ENTRY_BYTES * (page - map - 1);
    const use = USES[bytes?.[at] ?? 0] ?? "unknown";
    return { use, parent: use === "unknown" ? 0 : (bytes?.readUInt32BE(at + 1) ?? 0) };
  }

  return {
    pageBytes,
    count,
    schemaVersion: headerOf(read(1) ?? Buffer.alloc(0)).schemaVersion,
    lostFrames: log?.lost ?? 0,
    read,
    useOf(page) {
      return page === PENDING_BYTE / pageBytes + 1 ? "free" : entryOf(page).use;
    },
    rootOf(page) {
      let at = page;
      for (let level = 0; level < MOST_LEVELS; level += 1) {
        const { use, parent } = entryOf(at);
        if (use === "root") return at;
        if (use !== "tree") return null;
        at = parent;
      }
      return null;
    },
    close() {
      for (const descriptor of [main, wal]) if (descriptor !== null) closeSync(descriptor);
    },
  };
}

function headerOf(header: Buffer): { pageBytes: number | null; schemaVersion: number | null } {
  if (header.toString("latin1", 0, MAGIC.length) !== MAGIC)
    return { pageBytes: null, schemaVersion: null };
  const written = header.readUInt16BE(16);
  const pageBytes = written === 1 ? 65_536 : written;
  return {
    pageBytes: isPageSize(pageBytes) ? pageBytes : null,
    schemaVersion: header.readUInt32BE(60),
  };
}

/** null where there is none, or something that is no file stands in its place. */
function openIfThere(file: string): number | null {
  const found = lstatSync(file, { throwIfNoEntry: false });
  const isFile = found?.isSymbolicLink() === true ? linksToFile(file) : found?.isFile();
  return isFile === true ? openSync(file, "r") : null;
}

function linksToFile(link: string): boolean {
  try {
    return statSync(link).isFile();
  } catch {
    return false;
  }
}

/** Fewer bytes, or none, where the file ends before. */
function readAt(descriptor: number | null, at: number, bytes: number): Buffer {
  if (descriptor === null) return Buffer.alloc(0);
  const content = Buffer.alloc(bytes);
  return content.subarray(0, readSync(descriptor, content, 0, bytes, at));
}
