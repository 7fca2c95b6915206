// What recorder.c wrote comes in; the same as steps goes out, each file under a number of its own.

import { readFileSync } from "node:fs";
import path from "node:path";

/** One thing that the program did, in the order in which it did them. Names are within the folder. */
export type Step =
  | { readonly kind: "create"; readonly name: string; readonly file: number }
  | {
      readonly kind: "write";
      readonly file: number;
      readonly at: number;
      readonly data: Buffer;
    }
  | { readonly kind: "truncate"; readonly file: number; readonly bytes: number }
  | { readonly kind: "unlink"; readonly name: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "sync begins"; readonly file: number; readonly token: number }
  | { readonly kind: "sync ended"; readonly token: number; readonly isWell: boolean }
  | { readonly kind: "told"; readonly text: string };

/** The number that the folder itself has where it is synced. */
export const FOLDER = 0;

/** Of a fast drive. */
const SYNC_US = 800;

/** `struct head` of recorder.c. */
const HEAD_BYTES = 32;

interface Entry {
  readonly op: string;
  readonly result: number;
  readonly inode: bigint;
  readonly at: number;
  readonly path: string;
  readonly data: Buffer;
}

/** What is recorded, and where to. */
export interface RecordedFiles {
  readonly folder: string;
  readonly journal: string;
  readonly log: string;
  /** Every so many syncs of a file of the folder one fails; 0: none. */
  readonly failEvery?: number;
}

/** The environment that makes a program record itself. */
export function recordingEnvironment(
  library: string,
  files: RecordedFiles,
): Record<string, string> {
  return {
    LD_PRELOAD: library,
    POWER_LOSS_FOLDER: files.folder,
    POWER_LOSS_JOURNAL: files.journal,
    POWER_LOSS_LOG: files.log,
    POWER_LOSS_SYNC_US: String(SYNC_US),
    POWER_LOSS_FAIL_EVERY: String(files.failEvery ?? 0),
    // Linux's other way to sync would pass by the recorder.
    UV_USE_IO_URING: "0",
  };
}

/** Reads a recording of a folder. */
export function readRecording(log: string, folder: string): Step[] {
  const numbers = new Map<bigint, number>();
  let files = FOLDER;
  const numberOf = ({ inode, path: name }: Entry): number => {
    if (name === folder) return FOLDER;
    // A file that was there before keeps no name, and so is on no disk.
    const number = numbers.get(inode) ?? ++files;
    numbers.set(inode, number);
    return number;
  };
  const nameOf = (file: string): string => path.relative(folder, file);

  function toStep(entry: Entry): Step {
    switch (entry.op) {
      case "c":
        // An inode's number comes back for another file when the first is gone.
        numbers.set(entry.inode, ++files);
        return { kind: "create", name: nameOf(entry.path), file: files };
      case "w":
        return { kind: "write", file: numberOf(entry), at: entry.at, data: entry.data };
      case "t":
        return { kind: "truncate", file: numberOf(entry), bytes: entry.at };
      case "u":
        return { kind: "unlink", name: nameOf(entry.path) };
      case "r":
        return { kind: "rename", from: nameOf(entry.path), to: nameOf(entry.data.toString()) };
      case "b":
        return { kind: "sync begins", file: numberOf(entry), token: entry.at };
      case "e":
        return { kind: "sync ended", token: entry.at, isWell: entry.result === 0 };
      case "a":
        return { kind: "told", text: entry.data.toString() };
      default:
        throw new Error(`no such record: ${entry.op}`);
    }
  }

  return [...entriesOf(readFileSync(log))].map(toStep);
}

function* entriesOf(bytes: Buffer): Generator<Entry> {
  let at = 0;
  while (at < bytes.length) {
    const pathStart = at + HEAD_BYTES;
    const dataStart = pathStart + bytes.readUInt32LE(at + 24);
    const end = dataStart + bytes.readUInt32LE(at + 28);
    yield {
      op: bytes.toString("latin1", at, at + 1),
      result: bytes.readInt32LE(at + 4),
      inode: bytes.readBigUInt64LE(at + 8),
      at: Number(bytes.readBigInt64LE(at + 16)),
      path: bytes.toString("utf8", pathStart, dataStart),
      data: bytes.subarray(dataStart, end),
    };
    at = end;
  }
}
