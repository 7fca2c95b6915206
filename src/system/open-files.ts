// The only file that asks how many files this process may have open.

import { readFileSync } from "node:fs";

/** The limit in force, or null where the system does not tell or sets none. Node has raised it to the hard one. */
export function openFileLimit(): number | null {
  try {
    const limits = readFileSync("/proc/self/limits", "latin1");
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    // Not Linux: whoever lowers the limit there has chosen to.
    return null;
  }
}
