// Files of messages live as long as run files do.

import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { toError } from "../../core/records/errors.ts";
import { FILES_FOLDER } from "./compose-card.ts";
import type { HubDeps } from "./hub-deps.ts";

const DAY_MS = 86_400_000;

/** Removes what is older than run files may be; at every start. Does not throw. */
export async function clearMessageFiles({
  home,
  settings,
  clock,
  log,
}: Pick<HubDeps, "home" | "settings" | "clock" | "log">): Promise<void> {
  const folder = path.join(home, FILES_FOLDER);
  const oldest = clock.now() - settings().config.retention.days * DAY_MS;
  try {
    for (const name of await readdir(folder)) {
      const { mtimeMs } = await stat(path.join(folder, name));
      if (mtimeMs < oldest) await rm(path.join(folder, name), { recursive: true, force: true });
    }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      log.warn("old files of messages stay", { error: toError(thrown).message });
  }
}
