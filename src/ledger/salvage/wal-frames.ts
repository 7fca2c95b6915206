// A write-ahead log that may be damaged comes in; where the newest whole copy of each page lies in it goes out.
// SQLite stops at the first frame that is not whole. Each frame's checksum goes on from the one that stands in
// the frame before it, so what lies behind the damage can be checked all the same.
// https://sqlite.org/fileformat.html#the_write_ahead_log

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What could be read of a log. */
export interface WalFrames {
  readonly pageBytes: number;
  /** From a page's number to where its content begins in the file. */
  readonly pages: ReadonlyMap<number, number>;
  /** Pages of the database after the newest transaction; null where the log has none. */
  readonly pageCount: number | null;
  /** Frames in the midst of the log that are not what was written. */
  readonly lost: number;
}

interface Frame {
  readonly page: number;
  readonly pageCount: number;
  readonly salts: string;
  readonly at: number;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x37_7f_06_82;
const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 65_536;

/** Reads a log; null where there is none, or nothing in it that can be told apart. */
export function readWalFrames(file: string, likelyPageBytes: number): WalFrames | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(descriptor, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return null;
    return framesOf(descriptor, header, likelyPageBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** Tells whether a number can be a page's size. */
export function isPageSize(bytes: number): boolean {
  return bytes >= SMALLEST_PAGE && bytes <= LARGEST_PAGE && (bytes & (bytes - 1)) === 0;
}

function framesOf(descriptor: number, header: Buffer, likelyPageBytes: number): WalFrames | null {
  const magic = header.readUInt32BE(0);
  const isHeaderWhole = (magic & ~1) === MAGIC && checksumIsRight(header);
  const pageBytes = isHeaderWhole ? header.readUInt32BE(8) : likelyPageBytes;
  // The order of the bytes is that of the machine; where the header does not tell, of this one.
  const isBigEndian = isHeaderWhole ? (magic & 1) === 1 : false;
  const { whole, seen } = wholeFrames(descriptor, { header, pageBytes, isBigEndian });
  const salts = isHeaderWhole ? header.toString("latin1", 16, 24) : whole[0]?.salts;
  // What an earlier round of the log left behind has other salts.
  const ours = whole.filter((frame) => frame.salts === salts);
  const lastCommit = ours.findLastIndex(({ pageCount }) => pageCount > 0);
  const kept = ours.slice(0, lastCommit + 1);
  const stride = FRAME_HEADER_BYTES + pageBytes;
  const end = kept.at(-1)?.at ?? 0;
  const before = kept.length === 0 ? 0 : (end - HEADER_BYTES - FRAME_HEADER_BYTES) / stride + 1;
  const isBroken = !isHeaderWhole && seen > 0;
  return {
    pageBytes,
    pages: new Map(kept.map(({ page, at }) => [page, at])),
    pageCount: kept.at(-1)?.pageCount ?? null,
    lost: before - kept.length + (isBroken && kept.length === 0 ? seen : 0),
  };
}

function wholeFrames(
  descriptor: number,
  log: { readonly header: Buffer; readonly pageBytes: number; readonly isBigEndian: boolean },
): { whole: Frame[]; seen: number } {
  const { header, pageBytes, isBigEndian } = log;
  const stride = FRAME_HEADER_BYTES + pageBytes;
  const seen = Math.floor((fstatSync(descriptor).size - HEADER_BYTES) / stride);
  const frame = Buffer.alloc(stride);
  const whole: Frame[] = [];
  let sums: Sums = [header.readUInt32BE(24), header.readUInt32BE(28)];
  for (let number = 0; number < seen; number += 1) {
    const at = HEADER_BYTES + number * stride;
    readSync(descriptor, frame, 0, stride, at);
    const head = checksum(frame.subarray(0, 8), sums, isBigEndian);
    const computed = checksum(frame.subarray(FRAME_HEADER_BYTES), head, isBigEndian);
    sums = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
    if (computed[0] !== sums[0] || computed[1] !== sums[1]) continue;
    whole.push({
      page: frame.readUInt32BE(0),
      pageCount: frame.readUInt32BE(4),
      salts: frame.toString("latin1", 8, 16),
      at: at + FRAME_HEADER_BYTES,
    });
  }
  return { whole, seen };
}

type Sums = readonly [number, number];

function checksumIsRight(header: Buffer): boolean {
  const isBigEndian = (header.readUInt32BE(0) & 1) === 1;
  const [first, second] = checksum(header.subarray(0, 24), [0, 0], isBigEndian);
  const isSize = isPageSize(header.readUInt32BE(8));
  return isSize && first === header.readUInt32BE(24) && second === header.readUInt32BE(28);
}

function checksum(bytes: Buffer, [first, second]: Sums, isBigEndian: boolean): Sums {
  let a = first;
  let b = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}
