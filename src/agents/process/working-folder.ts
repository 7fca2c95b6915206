// In: the folder that a run was allowed. Out: that very folder, held open until the program has been started in it.
// Between the check and the start its name can be turned to another place; a folder that is open stays itself.

import { closeSync, constants, openSync, realpathSync } from "node:fs";

/** A folder to start a program in. */
export interface WorkingFolder {
  /** What the program is started in. */
  readonly cwd: string;
  /** null: it is the folder that was asked for; otherwise where its name leads now. */
  readonly turnedTo: string | null;
  /** Once the program is started. */
  readonly close: () => void;
}

/** No such folder; no folder. */
const MISSING = new Set(["ENOENT", "ENOTDIR"]);

/**
 * Opens a real path. Only Linux lets a process be started in a folder that is open; elsewhere the name is looked
 * at once more, just before. null: it is gone, or no folder any more.
 * @throws the system's error where it cannot be opened.
 */
export function openWorkingFolder(realPath: string): WorkingFolder | null {
  let descriptor: number | null = null;
  const close = (): void => {
    if (descriptor !== null) closeSync(descriptor);
  };
  try {
    if (process.platform === "linux")
      descriptor = openSync(realPath, constants.O_RDONLY | constants.O_DIRECTORY);
    const cwd = descriptor === null ? realPath : `/proc/self/fd/${descriptor}`;
    const found = realpathSync(cwd);
    return { cwd, turnedTo: found === realPath ? null : found, close };
  } catch (thrown) {
    close();
    if (MISSING.has((thrown as NodeJS.ErrnoException).code ?? "")) return null;
    throw thrown;
  }
}
