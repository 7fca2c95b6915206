// A page of a tree comes in; the records that lie on it go out, each alone: one that is damaged hides no other.
// https://sqlite.org/fileformat.html#b_tree_pages

import type { PageSource } from "./page-source.ts";
import { readRecord, readVarint, type Value } from "./record.ts";

/** One record of a page. */
export interface Cell {
  /** Its row's number; null in an index. */
  readonly rowId: number | null;
  /** null where it cannot be read. */
  readonly values: Value[] | null;
}

/** What a page of a tree holds. */
export interface TreePage {
  /** `branch`: it only shows the way to others. */
  readonly kind: "rows" | "keys" | "branch";
  readonly cells: readonly Cell[];
}

const INDEX_BRANCH = 0x02;
const TABLE_BRANCH = 0x05;
const INDEX_LEAF = 0x0a;
const TABLE_LEAF = 0x0d;
const FIRST_PAGE_HEADER = 100;
const CHILD_BYTES = 4;
const NO_CELL: Cell = { rowId: null, values: null };

/** Reads a page; null where it is none of a tree. */
export function readTreePage(source: PageSource, number: number, page: Buffer): TreePage | null {
  const start = number === 1 ? FIRST_PAGE_HEADER : 0;
  const type = page[start];
  if (type === TABLE_BRANCH) return { kind: "branch", cells: [] };
  if (type !== TABLE_LEAF && type !== INDEX_LEAF && type !== INDEX_BRANCH) return null;
  const isBranch = type === INDEX_BRANCH;
  const first = start + (isBranch ? 12 : 8);
  const said = page.readUInt16BE(start + 3);
  const fit = Math.min(said, Math.floor((page.length - first) / 2));
  const isTable = type === TABLE_LEAF;
  const cells = Array.from({ length: fit }, (_, index) => {
    const at = page.readUInt16BE(first + 2 * index) + (isBranch ? CHILD_BYTES : 0);
    return at < first ? NO_CELL : readCell(source, { page, at, isTable });
  });
  // A count that cannot be is a damaged page, whatever could be read of it.
  if (said > fit) cells.push(NO_CELL);
  return { kind: isTable ? "rows" : "keys", cells };
}

function readCell(
  source: PageSource,
  { page, at, isTable }: { readonly page: Buffer; readonly at: number; readonly isTable: boolean },
): Cell {
  const size = readVarint(page, at);
  const rowId = size !== null && isTable ? readVarint(page, size.end) : null;
  if (size === null || (isTable && rowId === null)) return NO_CELL;
  const payload = payloadAt(source, {
    page,
    at: rowId?.end ?? size.end,
    size: size.value,
    isTable,
  });
  return {
    rowId: rowId?.value ?? null,
    values: payload === null ? null : readRecord(payload),
  };
}

/** What does not fit on the page goes on in others. */
function payloadAt(
  source: PageSource,
  cell: {
    readonly page: Buffer;
    readonly at: number;
    readonly size: number;
    readonly isTable: boolean;
  },
): Buffer | null {
  const { page, at, size, isTable } = cell;
  if (size > source.count * source.pageBytes) return null;
  const local = localBytes(size, page.length, isTable);
  if (at + local + (local < size ? 4 : 0) > page.length) return null;
  const parts = [page.subarray(at, at + local)];
  let left = size - local;
  for (let next = left > 0 ? page.readUInt32BE(at + local) : 0; left > 0;) {
    const more = next === 0 ? null : source.read(next);
    if (more === null) return null;
    const bytes = Math.min(left, more.length - 4);
    parts.push(more.subarray(4, 4 + bytes));
    left -= bytes;
    next = more.readUInt32BE(0);
  }
  return parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts);
}

function localBytes(size: number, usable: number, isTable: boolean): number {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}
