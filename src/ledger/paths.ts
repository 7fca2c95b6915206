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
