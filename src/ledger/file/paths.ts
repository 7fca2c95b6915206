/** The files of the ledger; a part of the home's paths. */
export interface LedgerPaths {
  readonly database: string;
  readonly watermarkFile: string;
  readonly backupsFolder: string;
}

/** What the ledger needs of the clock. */
export interface LedgerClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that only go forward. */
  monotonic(): number;
  setTimer(callback: () => void, delayMs: number, options?: { unref?: boolean }): { clear(): void };
}

/** The files that SQLite keeps beside a database. */
export function sideFiles(database: string): { readonly wal: string; readonly shm: string } {
  return { wal: `${database}-wal`, shm: `${database}-shm` };
}

/** Is there as long as a repair is at its last steps: what has the database's name may be the old or the new one. */
export function repairNote({ database }: Pick<LedgerPaths, "database">): string {
  return `${database}.repair`;
}
