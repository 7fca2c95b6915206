// In: a hook's task_folder as written. Out: the real path of a folder that is allowed, or the status that says why not.

import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { DoneStatus } from "../core/status.ts";

/** The folder, or why there is none. */
export type TaskFolder =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly status: DoneStatus; readonly reason: string };

/** Where a task folder may lie. */
export interface TaskFolderRules {
  /** `tasks/` of the home: relative folders stand below it. */
  readonly tasksFolder: string;
  /** Where absolute folders may stand. */
  readonly taskRoots: readonly string[];
}

/**
 * Checks a task folder by its real path: a link inside an allowed folder may lead out of it.
 * Asked when the run is planned and again at the moment of its start.
 */
export function resolveTaskFolder(written: string | undefined, rules: TaskFolderRules): TaskFolder {
  if (written === undefined || written === "")
    return { ok: false, status: "error:no_task_folder", reason: "the hook has no task_folder" };
  const refuse = (why: string): TaskFolder => {
    return { ok: false, status: "error:folder_not_allowed", reason: `task_folder: ${why}` };
  };
  if (written.includes("\0")) return refuse("a NUL byte cannot be part of a path");
  const isAbsolute = path.isAbsolute(written);
  const roots = isAbsolute ? rules.taskRoots : [rules.tasksFolder];
  const asked = isAbsolute ? path.resolve(written) : path.resolve(rules.tasksFolder, written);
  const outside = isAbsolute
    ? `${asked} lies in no folder of task_roots`
    : `${written} leads out of ${rules.tasksFolder}`;
  // Before the disk is asked: whether something exists elsewhere is nobody's business.
  if (!roots.some((root) => isInside(asked, path.resolve(root)))) return refuse(outside);
  const folder = realPath(asked);
  if (folder === null || !isFolder(folder))
    return { ok: false, status: "error:folder_missing", reason: `${asked} is no folder` };
  const realRoots = roots.flatMap((root) => realPath(root) ?? []);
  if (!realRoots.some((root) => isInside(folder, root)))
    return refuse(`${asked} is a link to ${folder}, which is not allowed`);
  return { ok: true, folder };
}

function isInside(folder: string, root: string): boolean {
  const way = path.relative(root, folder);
  return way === "" || (way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

function realPath(folder: string): string | null {
  try {
    return realpathSync(folder);
  } catch {
    return null; // missing, or a part of it is no folder
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}
