// A home as the death of a daemon leaves it: what was promised, half of it in the database, half in its log.

import { hash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { openDiskHome } from "../disk/disk-home.ts";
import type { TortureContext } from "../part.ts";

/** What was answered with 202: ids, and the digest of each body. */
export type Promised = ReadonlyMap<string, string>;

/** A home that nothing runs in, and copies of its ledger to be harmed. */
export interface DeadHome {
  readonly home: DaemonHome;
  readonly promised: Promised;
  /** A folder with the ledger as it was left. */
  copy(): HomePaths;
  /** The home's own ledger is as it was left. */
  restore(): void;
}

const SIDES = ["", "-wal"] as const;
/** Some within a page, some of several pages. */
const bytesOf = (number: number): number => (number % 7) * 2500;

/** Makes one with so many deliveries, on a small disk of its own where that is asked for; about half of them are in the database itself. */
export async function openDeadHome(
  context: TortureContext,
  deliveries: number,
  mountedMib?: number,
): Promise<DeadHome> {
  const home = await openDiskHome(context, mountedMib);
  const promised = new Map<string, string>();
  for (const part of [0, 1]) {
    const daemon = await home.spawn();
    const from = (deliveries / 2) * part;
    for (let number = from; number < from + deliveries / 2; number += 1) {
      const body = JSON.stringify({ number, filling: "x".repeat(bytesOf(number)) });
      const { id } = await daemon.post("filtered", body, { "idempotency-key": `key-${number}` });
      promised.set(id, hash("sha256", body));
    }
    await daemon.until("all have ended", () => home.unended() === 0);
    // The first one folds its log into the database; the second one leaves it.
    await daemon.kill(part === 0 ? "SIGTERM" : "SIGKILL");
    await daemon.close();
  }
  const kept = memoryFolder(context);
  const copyTo = (from: string, to: string): void => {
    const target = homePaths(to);
    const source = homePaths(from);
    for (const side of ["", "-wal", "-shm", "-journal", ".repair"])
      rmSync(`${target.database}${side}`, { recursive: true, force: true });
    for (const side of SIDES)
      if (existsSync(`${source.database}${side}`))
        copyFileSync(`${source.database}${side}`, `${target.database}${side}`);
    rmSync(target.watermarkFile, { recursive: true, force: true });
    copyFileSync(source.watermarkFile, target.watermarkFile);
  };
  copyTo(home.paths.root, kept);
  const scratch = memoryFolder(context);
  let last: string | null = null;
  return {
    home,
    promised,
    copy() {
      if (last !== null) rmSync(last, { recursive: true, force: true });
      last = mkdtempSync(path.join(scratch, "copy-"));
      copyTo(kept, last);
      return homePaths(last);
    },
    restore: () => copyTo(kept, home.paths.root),
  };
}

/** Each repair syncs a dozen times; a disk that others use too would make that minutes. */
function memoryFolder(context: TortureContext): string {
  const inMemory = "/dev/shm";
  const parent = existsSync(inMemory) ? inMemory : tmpdir();
  const folder = mkdtempSync(path.join(parent, "wakehook-corruption-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
