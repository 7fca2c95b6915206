import { existsSync } from "node:fs";
import type { LedgerReader } from "../../ledger/reading/open-reader.ts";
import type { HomePaths } from "../../system/home.ts";

/** What is read from. */
export type OpenLedger = Omit<LedgerReader, "close">;

/**
 * Reads from the ledger and closes it again; null where no daemon has made one yet.
 * @throws WakehookError `ledger_damaged`, `ledger_too_new`.
 */
export async function readLedger<Result>(
  paths: HomePaths,
  read: (ledger: OpenLedger) => Result | Promise<Result>,
): Promise<Result | null> {
  if (!existsSync(paths.database)) return null;
  const { openLedgerReader } = await import("../../ledger/reading/open-reader.ts");
  const ledger = openLedgerReader(paths.database);
  try {
    return await read(ledger);
  } finally {
    ledger.close();
  }
}
