// In: a hook's task_folder as written. Out: the real path of a folder that is allowed, or the status that says why not.

import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { DoneStatus } from "../core/records/status.ts";

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
 * The one rule: `hook check` and `hook add` ask it, and a run asks it when it is planned and again at
 * the moment of its start.
 */
export function resolveTaskFolder(written: string | undefined, rules: TaskFolderRules): TaskFolder {
  if (written === undefined || written === "")
    return { ok: false, status: "error:no_task_folder", reason: "the hook has no task_folder" };
  const refuse = (why: string): TaskFolder => {
    return { ok: false, status: "error:folder_not_allowed", reason: `task_folder: ${why}` };
  };
  if (written.includes("\0")) return refuse("a NUL byte cannot be part of a path");
  const isAbsolute = path.isAbsolute(written);
  const allowed = [rules.tasksFolder, ...rules.taskRoots];
  const roots = isAbsolute ? allowed : [rules.tasksFolder];
  const asked = isAbsolute ? path.resolve(written) : path.resolve(rules.tasksFolder, written);
  const outside = isAbsolute
    ? `${asked} lies in no folder of task_roots`
    : `${written} leads out of ${rules.tasksFolder}`;
  // Before the disk is asked: whether something exists elsewhere is nobody's business.
  if (!roots.some((root) => isInside(asked, path.resolve(root)))) return refuse(outside);
  const folder = realFolder(asked);
  if (folder === null)
    return { ok: false, status: "error:folder_missing", reason: `${asked} is no folder` };
  if (holdsOwnFiles(folder, rules.tasksFolder))
    return refuse(`${asked} holds wakehook's own files, which no agent may change`);
  // A link may lead from one allowed folder into another: the owner named both.
  const realRoots = allowed.flatMap((root) => realFolder(root) ?? []);
  if (!realRoots.some((root) => isInside(folder, root)))
    return refuse(`${asked} is a link to ${folder}, which is not allowed`);
  return { ok: true, folder };
}

/**
 * The folder that must come to task_roots before agents may work in it; null where none must. Itself, not the one
 * above it: a root opens everything below it.
 */
export function missingRoot(written: string | undefined, rules: TaskFolderRules): string | null {
  if (written === undefined || !path.isAbsolute(written)) return null;
  const isKnown = resolveTaskFolder(written, rules).ok || rules.taskRoots.includes(written);
  return isKnown ? null : written;
}

/** The home of wakehook, a folder around it, or one in it beside tasks/: who writes there decides what runs. */
function holdsOwnFiles(folder: string, tasksFolder: string): boolean {
  const home = realFolder(path.dirname(tasksFolder));
  if (home === null) return false;
  const tasks = realFolder(tasksFolder);
  if (isInside(home, folder)) return true;
  return isInside(folder, home) && (tasks === null || !isInside(folder, tasks));
}

function isInside(folder: string, root: string): boolean {
  const way = path.relative(root, folder);
  return way === "" || (way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

/** The real path of a folder, or null where there is none, or none that may be entered. */
export function realFolder(folder: string): string | null {
  try {
    const real = realpathSync(folder);
    return statSync(real).isDirectory() ? real : null;
  } catch {
    return null; // missing, or a part of it is no folder
  }
}
