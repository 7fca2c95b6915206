// In: a settings file. Out: its JSON object with the bytes it was read from, or one problem that
// says where it is broken. Never a piece of the file's text: a secret may stand there.

import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import path from "node:path";
import { toError } from "../../core/records/errors.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { finding } from "../check/finding.ts";
import { chmodLine, isOpenToOthers } from "../home.ts";
import { placeOfJsonError } from "../json-error-place.ts";
import { placeOfRepeatedName } from "../repeated-name.ts";

/** The largest settings file, bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What a settings file holds. */
export type JsonFile =
  | {
      readonly kind: "object";
      readonly value: Record<string, unknown>;
      readonly bytes: Buffer;
      /** Findings about the file itself. */
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "missing" }
  | Broken;

interface Broken {
  readonly kind: "broken";
  readonly problem: Problem;
}

/** Reads a settings file; a byte order mark is tolerated. Does not throw: what is wrong is a problem. */
export async function readJsonFile(file: string): Promise<JsonFile> {
  let read: { bytes: Buffer; mode: number } | string;
  try {
    read = await readBounded(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") {
      // Somebody wanted a file here: that it cannot be reached is not the same as that there is none.
      if (await isLink(file)) return broken(file, "is a link whose target is missing");
      return { kind: "missing" };
    }
    return broken(file, `cannot be read: ${toError(thrown).message}`, thrown);
  }
  if (typeof read === "string") return broken(file, read);
  const parsed = parse(file, read.bytes);
  if (!("value" in parsed)) return parsed;
  return { kind: "object", ...parsed, bytes: read.bytes, problems: wideMode(file, read.mode) };
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Tells whether a JSON value is an object: neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A text: why it was not read.
async function readBounded(file: string): Promise<{ bytes: Buffer; mode: number } | string> {
  // Non-blocking, so that a pipe in the file's place does not stop the program.
  await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await handle.stat();
  if (!stats.isFile()) return "is not a file";
  if (stats.size > MAX_BYTES) return `is too large: ${stats.size} bytes, at most ${MAX_BYTES}`;
  return { bytes: await handle.readFile(), mode: stats.mode };
}

function parse(file: string, bytes: Buffer): Broken | { value: Record<string, unknown> } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return broken(file, "is not UTF-8 text");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Whatever was read can be written again; a value nested too deep to be written is refused here.
    JSON.stringify(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return broken(file, "is nested too deep");
    const { line, column, expected } = placeOfJsonError(text);
    return broken(file, `is not JSON: line ${line}, column ${column}: expected ${expected}`);
  }
  if (!isRecord(value)) return broken(file, "must hold one JSON object: { ... }");
  const repeated = placeOfRepeatedName(text);
  if (repeated !== null) {
    const { line, column } = repeated;
    return broken(file, `has a name twice in one object: line ${line}, column ${column}`);
  }
  return { value };
}

// Only said while the daemon runs: an editor that saves by replacing often widens the mode, and the
// folder is closed. A start refuses it (home.ts).
function wideMode(file: string, mode: number): Problem[] {
  if (!isOpenToOthers(mode)) return [];
  const message = "is open to other users of this machine; the next start will refuse it";
  return [
    finding("warning", { file: path.basename(file) }, { message, hint: chmodLine(0o600, [file]) }),
  ];
}

function broken(file: string, message: string, thrown?: unknown): Broken {
  const place = { file: path.basename(file) };
  return { kind: "broken", problem: finding("error", place, { message, thrown }) };
}
