// The watermark: how far the ledger had come, in a small file outside the database.
//
// What it notices at the next start: a database that vanished, was emptied, was replaced by an older copy or
// by another one, or lost the end of its write-ahead log.
// What it cannot notice: what was lost after its last note that reached the disk. Each commit is noted
// at once, after it returned, but not synced: after the death of the process the note is exact; after a
// power cut it may be up to SYNC_AFTER_MS old. Nor a home restored as a whole from an older backup, nor a
// database and watermark deleted together, nor a changed byte within a row (bodies have digests for that).
// It is never ahead of the database: a note is written only of what the disk already has.

import { hash } from "node:crypto";
import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { toError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { LedgerClock } from "../file/paths.ts";
import { isBehind, type Position } from "../file/position.ts";
import { syncPath } from "../file/sync-path.ts";

/** Which database stood where. */
export interface Mark extends Position {
  readonly databaseId: string;
}

/** What the file says. `unreadable`: it is there, so a database was. */
export type ReadMark =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable" }
  | ({ readonly kind: "read" } & Mark);

/** Keeps the file up to date. */
export interface Watermark {
  /** Costs one small write, no sync. A failure is logged and does not hold up the ledger. */
  note(position: Position): void;
  /** Syncs and closes. */
  close(): void;
}

const SYNC_AFTER_MS = 5000;
/** Written in turn, each in a disk sector of its own: a torn write leaves the other one whole. */
const SLOT_BYTES = 512;
const SLOTS = [0, 1] as const;

/** Reads the file: the later one of its two notes. */
export function readWatermark(file: string): ReadMark {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { kind: "absent" };
    throw error;
  }
  const marks = SLOTS.flatMap((slot) => readSlot(content, slot) ?? []);
  const [first, second] = marks;
  if (first === undefined) return { kind: "unreadable" };
  const later = second !== undefined && isBehind(first, second) ? second : first;
  return { kind: "read", ...later };
}

/**
 * Makes a new file with one note, on the disk.
 * @throws the system's error where the file is there already or cannot be written.
 */
export function writeWatermark(file: string, mark: Mark): void {
  const note = noteOf(mark);
  const descriptor = openSync(file, "wx", 0o600);
  try {
    const written = writeSync(descriptor, Buffer.concat(SLOTS.map(() => note)));
    if (written !== note.length * SLOTS.length)
      throw new Error(`${file} could not be written whole`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Opens the file for notes and brings it up to `mark`, synced: from here on a database that vanishes is missed.
 * @throws the system's error where the file cannot be written.
 */
export function openWatermark(
  deps: { readonly file: string; readonly clock: LedgerClock; readonly log: Log | undefined },
  mark: Mark,
): Watermark {
  const descriptor = openFile(deps.file);
  let slot = 0;
  let timer: { clear(): void } | null = null;

  function write(position: Position): void {
    const note = noteOf({ databaseId: mark.databaseId, ...position });
    writeSync(descriptor, note, 0, note.length, slot * SLOT_BYTES);
    slot = 1 - slot;
  }

  function failed(thrown: unknown): void {
    deps.log?.warn("the watermark could not be written", { error: toError(thrown).message });
  }

  function sync(): void {
    timer = null;
    try {
      fdatasyncSync(descriptor);
    } catch (error) {
      failed(error);
    }
  }

  for (const _ of SLOTS) write(mark);
  fsyncSync(descriptor);
  syncPath(path.dirname(deps.file));
  return {
    note(position) {
      try {
        write(position);
        timer ??= deps.clock.setTimer(sync, SYNC_AFTER_MS, { unref: true });
      } catch (error) {
        failed(error);
      }
    },
    close() {
      timer?.clear();
      sync();
      closeSync(descriptor);
    },
  };
}

function openFile(file: string): number {
  try {
    return openSync(file, "r+");
  } catch {
    return openSync(file, "wx+", 0o600);
  }
}

function noteOf(mark: Mark): Buffer {
  const { databaseId, sequence, changes } = mark;
  const text = JSON.stringify({ database_id: databaseId, sequence, changes });
  return Buffer.from(`${text} ${checksum(text)}`.padEnd(SLOT_BYTES - 1).concat("\n"));
}

function readSlot(content: Buffer, slot: number): Mark | null {
  const line = content.toString("latin1", slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES).trimEnd();
  const end = line.lastIndexOf(" ");
  const text = line.slice(0, Math.max(0, end));
  if (text === "" || checksum(text) !== line.slice(end + 1)) return null;
  const note = JSON.parse(text) as { database_id: string; sequence: number; changes: number };
  return { databaseId: note.database_id, sequence: note.sequence, changes: note.changes };
}

function checksum(text: string): string {
  return hash("sha256", text, "hex").slice(0, 16);
}
