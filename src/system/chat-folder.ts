// In: config.json. Out: the real path of the folder in which conversations run, or the status that says why not.

import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Config } from "../core/settings/config.ts";
import type { HomePaths } from "./home.ts";
import { resolveTaskFolder, type TaskFolder } from "./task-folder.ts";

type Paths = Pick<HomePaths, "tasksFolder">;
type Settings = Pick<Config, "chat" | "taskRoots">;

/** Below `tasks/`, where nothing else is said; made when it is first needed. */
const DEFAULT_FOLDER = "chat";

/** The folder; the default one is made. @throws the system's error where it cannot be. */
export function chatFolder(paths: Paths, config: Settings): TaskFolder {
  if (config.chat.folder === undefined)
    mkdirSync(path.join(paths.tasksFolder, DEFAULT_FOLDER), { recursive: true, mode: 0o700 });
  return plannedChatFolder(paths, config);
}

/** The same; nothing is made. */
export function plannedChatFolder(
  { tasksFolder }: Paths,
  { chat, taskRoots }: Settings,
): TaskFolder {
  const found = resolveTaskFolder(chat.folder ?? DEFAULT_FOLDER, { tasksFolder, taskRoots });
  if (found.ok) return found;
  return { ...found, reason: found.reason.replace(/^task_folder:/, "chat.folder:") };
}

/** The folder as the run of a hook locks it; null where it has none yet. */
export function lockedChatFolder(paths: Paths, config: Settings): string | null {
  const found = plannedChatFolder(paths, config);
  return found.ok ? found.folder : null;
}
