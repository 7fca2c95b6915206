// The folder that a run's program has to itself for what it does not keep (its TMPDIR). It goes with the program, and
// where the daemon died first, with the recovery of the run.

import { mkdir, rm } from "node:fs/promises";
import path from "node:path";

const NAME = "tmp";

/** Makes it below the run's folder, closed to others. */
export async function makeTemporaryFolder(runFolder: string): Promise<string> {
  const folder = path.join(runFolder, NAME);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes it with all that is in it. One that is not there is no error. */
export async function removeTemporaryFolder(runFolder: string): Promise<void> {
  await rm(path.join(runFolder, NAME), { recursive: true, force: true });
}
