// Where a hook's task_folder leads now, links followed. The mode looks again before each run.

import { realpath, stat } from "node:fs/promises";
import path from "node:path";

/** What is at a task folder's place. */
export type FoundFolder =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "outside"; readonly path: string };

/** Finds a folder: relative to `tasks/`, or absolute; its real path must lie in `tasks/` or in a root. */
export async function findFolder(
  written: string,
  tasksFolder: string,
  roots: readonly string[],
): Promise<FoundFolder> {
  const named = path.resolve(tasksFolder, written);
  const real = await realFolder(named);
  if (real === null) return { kind: "missing", path: named };
  for (const root of [tasksFolder, ...roots]) {
    const allowed = await realFolder(root);
    if (allowed !== null && isInside(real, allowed)) return { kind: "found", path: real };
  }
  return { kind: "outside", path: named };
}

/** The real path of a folder, or null where there is none. */
export async function realFolder(folder: string): Promise<string | null> {
  try {
    const real = await realpath(folder);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    // Missing, or closed to us: either way a run could not work there.
    return null;
  }
}

function isInside(folder: string, root: string): boolean {
  const way = path.relative(root, folder);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
