// The two settings files of a fresh home.

import { existsSync } from "node:fs";
import path from "node:path";
import { ensureHome } from "../../settings/home.ts";
import { withFileLock } from "../../settings/edit/lock.ts";
import { writeVerified } from "../../settings/edit/write.ts";
import type { HomePaths } from "../../system/home.ts";
import type { Launch } from "../command.ts";

/** Makes the home and whatever of its two files is missing; answers with the files that it made. */
export async function createSettingsFiles(paths: HomePaths, launch: Launch): Promise<string[]> {
  await ensureHome(paths);
  const schemas = path.join(path.dirname(launch.script), "..", "docs", "schema");
  const wanted: ReadonlyArray<readonly [file: string, content: object]> = [
    [paths.hooksFile, { $schema: path.join(schemas, "webhooks.schema.json"), hooks: [] }],
    [paths.configFile, { $schema: path.join(schemas, "config.schema.json") }],
  ];
  return withFileLock(paths.settingsLock, async () => {
    const made: string[] = [];
    for (const [file, content] of wanted) {
      if (existsSync(file)) continue;
      await writeVerified(file, `${JSON.stringify(content, null, 2)}\n`);
      made.push(file);
    }
    return made;
  });
}
