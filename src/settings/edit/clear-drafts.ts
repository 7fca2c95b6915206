// What a daemon or a command that was killed left half written comes in; it is removed. Called at the start, by the
// daemon that holds the home.

import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isAlive } from "../../system/processes.ts";
import type { HomePaths } from "../../system/home.ts";

/** A settings file's new text on its way (settings/edit/write.ts); a command may be writing one just now. */
const SETTINGS_DRAFT = /^(?:webhooks|config|daemon)\.json\.(?<pid>\d+)\.new(?:\.\d+)?$/;
/** Made by daemons only (admin/guard/token.ts, report/command-sink.ts), and no other one holds this home. */
const TOKEN_DRAFT = /^admin\.token\.[0-9a-f]+\.tmp$/;
const REPORT_FOLDER = /^\.report-/;

/** Removes drafts whose writer is gone. What cannot be removed stays: nothing depends on it. */
export async function clearDrafts(paths: Pick<HomePaths, "root" | "runsFolder">): Promise<void> {
  const drafts = [
    ...(await namesIn(paths.root, isStale)),
    ...(await namesIn(paths.runsFolder, (name) => REPORT_FOLDER.test(name))),
  ];
  const removals = drafts.map((draft) => rm(draft, { recursive: true, force: true }));
  await Promise.allSettled(removals);
}

async function namesIn(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter(isWanted).map((name) => path.join(folder, name));
}

function isStale(name: string): boolean {
  if (TOKEN_DRAFT.test(name)) return true;
  const pid = SETTINGS_DRAFT.exec(name)?.groups?.["pid"];
  return pid !== undefined && !isAlive(Number(pid));
}
