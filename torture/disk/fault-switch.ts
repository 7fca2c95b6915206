// Switches the faults of faults.c on and off while a program runs.

import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { buildShim } from "../build-shim.ts";
import type { TortureContext } from "../part.ts";

/** What the disk does. */
export const FAULT_KINDS = {
  none: 0,
  "a sync fails (EIO)": 1,
  "a write fails (EIO)": 2,
  "a write is cut short": 3,
  "a write fails (ENOSPC)": 4,
  "the file system is read-only": 5,
} as const;

/** What the disk does. */
export type FaultKind = keyof typeof FAULT_KINDS;

/** The switch of the programs that were started with its prefix. */
export interface FaultSwitch {
  /** Put before a command line. */
  readonly prefix: readonly string[];
  /** From now on, for files whose path has `target` in it. */
  set(kind: FaultKind, target: string): void;
  /** How often it struck since the last `set`, and syncs of a descriptor whose last sync had failed. */
  counts(): { readonly hits: number; readonly askedAgain: number };
}

const PAGE_BYTES = 256;
const TARGET_AT = 16;

/** Builds the library and its switch; null where this machine cannot, which is said. */
export async function openFaultSwitch(context: TortureContext): Promise<FaultSwitch | null> {
  const folder = await context.folder();
  const source = path.join(import.meta.dirname, "faults.c");
  const library = buildShim(context, { source, folder, what: "disks that fail" });
  if (library === null) return null;
  const file = path.join(folder, "faults");
  writeFileSync(file, Buffer.alloc(PAGE_BYTES));
  const descriptor = openSync(file, "r+");
  context.after(() => closeSync(descriptor));
  return {
    // Linux's other way to do files would pass by the library.
    prefix: ["env", `LD_PRELOAD=${library}`, `DISK_FAULTS=${file}`, "UV_USE_IO_URING=0"],
    set(kind, target) {
      const page = Buffer.alloc(PAGE_BYTES);
      page.write(target, TARGET_AT);
      writeSync(descriptor, page, 0, PAGE_BYTES, 0);
      page.writeUInt32LE(FAULT_KINDS[kind], 0);
      writeSync(descriptor, page, 0, 4, 0);
    },
    counts() {
      const page = Buffer.alloc(PAGE_BYTES);
      readSync(descriptor, page, 0, PAGE_BYTES, 0);
      return { hits: page.readUInt32LE(4), askedAgain: page.readUInt32LE(8) };
    },
  };
}
