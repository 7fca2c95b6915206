// In: the file in which the last daemon left when it was alive. Out: since when nothing was received. Written without a
// sync: what a power cut takes of it makes a gap longer, never shorter.

import { readFileSync, statSync, writeFileSync } from "node:fs";

/** What the last daemon left. */
export interface LastAlive {
  /** true: it was stopped, at this very moment. false: it was still alive then. */
  readonly stopped: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The mark of a home. */
export interface AliveMark {
  /** null: there never was one. */
  read(): LastAlive | null;
  /** Says that everything until now was received, or its loss is on record. @throws where the disk takes nothing. */
  touch(now: number): void;
  stopped(now: number): void;
}

/** Opens it; nothing is touched. */
export function openAliveMark(file: string): AliveMark {
  const write = (text: string): void => writeFileSync(file, text, { mode: 0o600 });
  return {
    read() {
      const text = contentOf(file);
      if (text === null) return null;
      const [, word, digits] = /^(alive|stopped) (\d{1,15})\n$/.exec(text) ?? [];
      if (word !== undefined) return { stopped: word === "stopped", at: Number(digits) };
      // Cut off while it was written: its time is that of the writing.
      const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      return changed === undefined ? null : { stopped: false, at: Math.floor(changed) };
    },
    touch: (now) => write(`alive ${Math.floor(now)}\n`),
    stopped: (now) => write(`stopped ${Math.floor(now)}\n`),
  };
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}
