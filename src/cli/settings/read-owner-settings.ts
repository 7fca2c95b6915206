// In: the paths of a home. Out: its settings, with what no file can tell: that one is gone while a
// daemon still goes on with what it said.

import { existsSync } from "node:fs";
import { WakehookError } from "../../core/records/errors.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { CONFIG_NAME, finding, HOOKS_NAME } from "../../settings/check/finding.ts";
import { readSettings } from "../../settings/read.ts";
import type { HomePaths } from "../../system/home.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import type { CommandContext } from "../command.ts";
import { findDaemon } from "../daemon/running-daemon.ts";

/** The settings as the files have them; a file that a running daemon had, and that is gone, is an error. */
export async function readOwnerSettings({
  paths,
  environment,
}: Pick<CommandContext, "paths" | "environment">): Promise<SettingsSnapshot> {
  const settings = await readSettings(paths, environment);
  const gone = await goneFiles(paths);
  return gone.length === 0 ? settings : { ...settings, problems: [...settings.problems, ...gone] };
}

async function goneFiles(paths: HomePaths): Promise<Problem[]> {
  const isHooksGone = !existsSync(paths.hooksFile);
  const isConfigGone = !existsSync(paths.configFile);
  if (!isHooksGone && !isConfigGone) return [];
  const daemon = await findDaemon(paths);
  if (daemon === null) return [];
  const holder = `is gone; the running daemon (process ${daemon.pid}) goes on with what it said until the daemon ends`;
  const found: Problem[] = [];
  // Every start writes a config.json; a daemon without hooks may never have had a webhooks.json.
  if (isConfigGone) {
    const hint = "put it back; without it the next start takes the defaults and a new token";
    found.push(finding("error", { file: CONFIG_NAME }, { message: holder, hint }));
  }
  if (isHooksGone && (await hasHooks(paths))) {
    const hint = 'put it back, or write {"hooks": []} to have no hooks';
    found.push(finding("error", { file: HOOKS_NAME }, { message: holder, hint }));
  }
  return found;
}

/** Whether the running daemon has hooks; one that does not answer may. */
async function hasHooks(paths: HomePaths): Promise<boolean> {
  try {
    const status = (await (await connectAdmin(paths)).get("/status")) as {
      hooks?: { total?: unknown };
    };
    return status.hooks?.total !== 0;
  } catch (thrown) {
    if (thrown instanceof WakehookError) return true;
    throw thrown;
  }
}
