// What a session's own record says about a wake. In: a file that the agent appends to. Out: whether the key was seen in it,
// and in what. Only whole lines count; a file that cannot be read says nothing.

import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** `queued`: the session has it in its queue. `taken`: it stands in a turn. null: the file cannot be read. */
export type Seen = "nowhere" | "queued" | "taken" | null;

/** Read at a time: a turn's lines may hold pictures. */
const MOST_BYTES = 8 * 1024 * 1024;
/** The end of a file that is looked at for how a turn ended. */
const TAIL_BYTES = 131_072;
const INTERRUPTED = "[Request interrupted by user";

/** How long the file is; 0 where there is none yet. */
export function transcriptSize(file: string | null): number {
  return withFile(file, (_, size) => size) ?? 0;
}

/** Looks for a key behind a place in the file. */
export function lookForKey(
  file: string | null,
  { key, from }: { readonly key: string; readonly from: number },
): Seen {
  const text = withFile(file, (fd, size) => read(fd, from, Math.min(size - from, MOST_BYTES)));
  if (text === null) return null;
  let seen: Seen = "nowhere";
  for (const line of text.split("\n")) {
    const entry = line.includes(key) ? entryOf(line) : null;
    if (entry === null) continue;
    // What is in the queue is not in a turn yet.
    if (entry.type !== "queue-operation") return "taken";
    seen = "queued";
  }
  return seen;
}

/** Tells whether the last turn was broken off by its user, behind a time and a place: no hook says that. */
export function wasInterrupted(
  file: string | null,
  { since = 0, from = 0 }: { readonly since?: number; readonly from?: number },
): boolean {
  const tail = withFile(file, (fd, size) => {
    const start = Math.max(from, size - TAIL_BYTES);
    return read(fd, start, size - start);
  });
  const said = (tail ?? "").split("\n").flatMap((line) => entryOf(line) ?? []);
  const last = said.findLast(({ type }) => type === "user" || type === "assistant");
  if (last === undefined || !JSON.stringify(last.message ?? "").includes(INTERRUPTED)) return false;
  return Date.parse(last.timestamp ?? "") > since;
}

interface Entry {
  readonly type?: string;
  readonly timestamp?: string;
  readonly message?: unknown;
}

function entryOf(line: string): Entry | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null ? entry : null;
  } catch {
    return null;
  }
}

function withFile<Result>(
  file: string | null,
  work: (fd: number, size: number) => Result,
): Result | null {
  if (file === null) return null;
  let fd: number | undefined;
  try {
    // A link or a pipe in its place is not followed or waited for.
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    return stat.isFile() ? work(fd, stat.size) : null;
  } catch {
    return null;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function read(fd: number, from: number, length: number): string {
  if (length <= 0) return "";
  const bytes = Buffer.alloc(length);
  return bytes.toString("utf8", 0, readSync(fd, bytes, 0, length, from));
}
