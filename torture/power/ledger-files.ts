import path from "node:path";
import type { LedgerPaths } from "../../src/ledger/file/paths.ts";

/** The ledger's files in a folder, under the names that they have in a home. */
export function ledgerFiles(folder: string): LedgerPaths {
  return {
    database: path.join(folder, "wakehook.db"),
    watermarkFile: path.join(folder, "wakehook.watermark"),
    backupsFolder: path.join(folder, "backups"),
  };
}
