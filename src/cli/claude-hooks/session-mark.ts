// Whether a session is idle, in a small file: hooks say it to the file and to the daemon, so that it is known too when the
// daemon was away in between.

import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TerminalState } from "../../core/ports/terminals-port.ts";

/** The last word; programs of hooks overtake each other, so the time of their start decides. */
export interface SessionMark {
  readonly state: TerminalState;
  readonly at: number;
}

const MARK = /^(idle|busy) (\d{1,15}(?:\.\d+)?)$/;
/** Sessions that died without a word. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 3_600_000;

/** What was left; null: nothing. */
export async function readMark(folder: string, sessionId: string): Promise<SessionMark | null> {
  const text = await readFile(fileOf(folder, sessionId), "utf8").catch(() => "");
  const [, state, at] = MARK.exec(text) ?? [];
  return state === undefined ? null : { state: state as TerminalState, at: Number(at) };
}

/** Leaves a word, where it is younger than the last one. */
export async function leaveMark(
  folder: string,
  sessionId: string,
  mark: SessionMark,
): Promise<void> {
  const last = await readMark(folder, sessionId);
  if (last !== null && last.at > mark.at) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(fileOf(folder, sessionId), `${mark.state} ${mark.at}`, { mode: 0o600 });
}

/** The session has ended. */
export async function removeMark(folder: string, sessionId: string): Promise<void> {
  await rm(fileOf(folder, sessionId), { force: true });
}

/** Removes what sessions left that died without a word. */
export async function removeOldMarks(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const seen = await stat(file).catch(() => null);
    if (seen !== null && now - seen.mtimeMs > FORGOTTEN_AFTER_MS) await rm(file, { force: true });
  }
}

/** An id of other characters than those of ids would be a path. */
function fileOf(folder: string, sessionId: string): string {
  return path.join(folder, encodeURIComponent(sessionId).replaceAll(".", "%2E"));
}
