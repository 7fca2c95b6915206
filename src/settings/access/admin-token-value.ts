// In: the file admin.token. Out: what stands there, so that it can be masked and is nobody else's secret.

import { readFile } from "node:fs/promises";

/** The admin token; null where none was made yet, or none can be read: the daemon says that at its start. */
export async function adminTokenValue(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).trim() || null;
  } catch {
    return null;
  }
}
