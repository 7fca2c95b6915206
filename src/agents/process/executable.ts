// Where a program lies on the search path.

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";

/** The first executable file of this name on the path, or null. Folders that are not absolute are passed over. */
export function findExecutable(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const file = path.join(folder, name);
    if (isExecutable(file)) return file;
  }
  return null;
}

/** What changes when a program is replaced: its real path, size and time. */
export function executableVersion(file: string): string {
  const real = realpathSync(file);
  const { mtimeMs, size } = statSync(real);
  return `${real}:${size}:${mtimeMs}`;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
