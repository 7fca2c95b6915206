import type { Config } from "../core/settings/config.ts";
import type { Hook } from "../core/settings/hook.ts";
import type { HomePaths } from "../system/home.ts";
import { resolveTaskFolder, type TaskFolder } from "../system/task-folder.ts";

/** The task folder of a hook as its run may use it, or the status that says why not. */
export function folderOfHook(
  paths: Pick<HomePaths, "tasksFolder">,
  hook: Hook,
  config: Config,
): TaskFolder {
  const rules = { tasksFolder: paths.tasksFolder, taskRoots: config.taskRoots };
  return resolveTaskFolder(hook.taskFolder, rules);
}
