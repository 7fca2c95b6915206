// The owner has decided to go on after a loss. Nothing is deleted: what is set aside is in backups/.

import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { inspectLedger } from "./inspect.ts";
import { stampOf } from "../schema/migrate.ts";
import { repairNote, sideFiles, type LedgerClock, type LedgerPaths } from "../file/paths.ts";
import { syncPath } from "../file/sync-path.ts";

/** What was done. */
export interface AcceptedLoss {
  /** true: the database was readable and stays in use with what it has. false: the next start makes an empty one. */
  readonly kept: boolean;
  /** Where the files that were set aside lie. */
  readonly folder: string;
}

/**
 * Sets aside what is damaged, and the watermark with it, so that the next start goes on. The caller holds the
 * daemon's lock.
 * @throws WakehookError `refused` where there is no loss, `ledger_too_new`.
 */
export function acceptLoss(paths: LedgerPaths, clock: Pick<LedgerClock, "now">): AcceptedLoss {
  if (existsSync(repairNote(paths)))
    throw new WakehookError("refused", "a repair was cut off at its last steps", {
      hint: "end it first: wakehook doctor --repair",
    });
  const { state } = inspectLedger(paths);
  if (state === "too_new") {
    throw new WakehookError(
      "ledger_too_new",
      "the database is whole, and newer than this wakehook",
      {
        hint: "update wakehook",
      },
    );
  }
  if (state === "altered") {
    throw new WakehookError("refused", "no row is lost, only bodies; nothing was changed", {
      hint: "wakehook doctor --repair",
    });
  }
  if (state === "absent" || state === "sound") {
    throw new WakehookError("refused", "the ledger has lost nothing; nothing was changed");
  }
  const folder = path.join(paths.backupsFolder, `accepted-loss-${stampOf(clock.now())}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = state === "lost";
  setAside(paths, folder, kept);
  return { kept, folder };
}

/** The watermark goes last: until then every start refuses as before. */
function setAside(paths: LedgerPaths, folder: string, kept: boolean): void {
  const { wal, shm } = sideFiles(paths.database);
  const target = (file: string): string => path.join(folder, path.basename(file));
  for (const file of [paths.database, wal, shm].filter((each) => existsSync(each))) {
    if (!kept) renameSync(file, target(file));
    // The end of a damaged log may still be of use to somebody; the first start removes it from where it is.
    else if (file === wal) copyFileSync(file, target(file), constants.COPYFILE_FICLONE);
  }
  if (existsSync(paths.watermarkFile)) {
    copyFileSync(paths.watermarkFile, target(paths.watermarkFile));
    syncPath(folder);
    rmSync(paths.watermarkFile);
  }
  syncPath(path.dirname(paths.watermarkFile));
}
