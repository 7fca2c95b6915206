// How wakehook knows its own work when it comes back: a keyed line that agents leave, and the text itself.

import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { isRunId, type RunId } from "../records/ids.ts";

/** Hexadecimal digits of the code behind a run's id: 64 bits. */
const CODE_LENGTH = 16;
const LINE = /^(?:<!--\s*)?wakehook-run:\s*(run_[0-9a-z]{26})\.([0-9a-f]{16})(?:\s*-->)?$/;
/** A shorter text is written by chance, too: "done", "thanks". */
const SHORTEST_POSTED = 20;
/** Lines of a text that are looked at; a mark stands near its end or its beginning. */
const MOST_LINES = 10_000;
/** Runs of white space other than a single space: that one stays as it is, and is nearly all there is. */
const SPACES = /[^\S ]\s*| \s+/gu;

/** The line that the agent of a run is asked to leave in what it posts. Nobody without the key can make one. */
export function markOf(runId: RunId, key: Uint8Array): string {
  return `wakehook-run: ${runId}.${codeOf(runId, key)}`;
}

/**
 * The run whose mark stands in a text, on a line of its own; null where there is none, or none of ours.
 * A line that begins with `>` quotes somebody: it marks nothing.
 */
export function readMark(text: string, key: Uint8Array): RunId | null {
  if (!text.includes("wakehook-run:")) return null;
  for (const line of text.split(/\r?\n/, MOST_LINES)) {
    const [, runId, code] = LINE.exec(line.trim()) ?? [];
    if (runId === undefined || code === undefined || !isRunId(runId)) continue;
    if (timingSafeEqual(Buffer.from(code), Buffer.from(codeOf(runId, key)))) return runId;
  }
  return null;
}

/**
 * What a posted text is known by, however it was wrapped on its way: sha256 in hexadecimal digits;
 * null where it is too short to be told from what anybody writes.
 */
export function fingerprintOfPosted(text: string): string | null {
  const normal = text.normalize("NFC").replaceAll(SPACES, " ").trim();
  return normal.length < SHORTEST_POSTED ? null : hash("sha256", normal, "hex");
}

function codeOf(runId: RunId, key: Uint8Array): string {
  return createHmac("sha256", key).update(runId).digest("hex").slice(0, CODE_LENGTH);
}
