// What a daemon that was killed left running. Its name is on disk before it is started, so that the next start finds it.

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../core/records/ids.ts";
import { readPath } from "../core/events/json-path.ts";

/** Ends processes; implemented in agents/. */
export interface EndLeftover {
  (pid: number | null, start: string | null, name: RunId): Promise<number>;
}

/** A program that was started. */
export interface Started {
  readonly name: RunId;
  readonly pid: number | null;
  readonly start: string | null;
}

/** The note of the one that runs. */
export interface Leftovers {
  note(started: Started): Promise<void>;
  forget(): Promise<void>;
  /** Ends what is noted. Gives how many processes there were. */
  sweep(): Promise<number>;
}

/** Opens the note in a folder, which is made. */
export function createLeftovers(folder: string, end: EndLeftover): Leftovers {
  const file = path.join(folder, "running.json");
  return {
    async note(started) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, `${JSON.stringify(started)}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    forget: () => rm(file, { force: true }),
    async sweep() {
      const left = read(await readFile(file, "utf8").catch(() => ""));
      if (left === null) return 0;
      const ended = await end(left.pid, left.start, left.name);
      await rm(file, { force: true });
      return ended;
    },
  };
}

function read(text: string): Started | null {
  try {
    const value: unknown = JSON.parse(text);
    const [name, pid, start] = ["name", "pid", "start"].map((key) => readPath(value, key));
    if (typeof name !== "string" || !/^expose_[0-9a-z]+$/.test(name)) return null;
    return {
      name: name as RunId,
      pid: typeof pid === "number" ? pid : null,
      start: typeof start === "string" ? start : null,
    };
  } catch {
    return null;
  }
}
