// A database's file in; how large it is and what room is left beside it out.

import { stat, statfs } from "node:fs/promises";

/** What is known of the disk; null: it cannot be asked. */
export interface Storage {
  readonly databaseBytes: number;
  readonly freeBytes: number;
}

/** Looks at the database and the disk that it stands on. What was written last may stand in its -wal yet. */
export async function readStorage(database: string): Promise<Storage | null> {
  try {
    const log = await stat(`${database}-wal`).catch(() => ({ size: 0 }));
    const { size } = await stat(database);
    const disk = await statfs(database);
    return { databaseBytes: size + log.size, freeBytes: disk.bavail * disk.bsize };
  } catch {
    return null;
  }
}
