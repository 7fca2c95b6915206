import { closeSync, fsyncSync, openSync } from "node:fs";

/**
 * Makes a file's content last, or the names in a folder: a new or moved file is there after a power cut only
 * when its folder has been synced too.
 */
export function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
