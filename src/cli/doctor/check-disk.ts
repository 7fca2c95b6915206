import { statfs } from "node:fs/promises";
import { toError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";
import { ok, type Finding } from "./finding.ts";

const MIB = 1_048_576;
/** A transaction of the largest bodies may no longer fit: deliveries are answered 503. Bytes. */
const FULL = 16 * MIB;
/** A busy day and its runs may fill this. Bytes. */
const LOW = 512 * MIB;

/** What a file system has, bytes. */
export interface DiskSpace {
  /** What is left for this account; root's reserve not counted. */
  readonly free: number;
  readonly size: number;
}

/** How much room the home's disk has left. */
export async function checkDisk({ paths }: CommandContext): Promise<Finding> {
  try {
    const { bavail, blocks, bsize } = await statfs(paths.root);
    return judgeDisk({ free: bavail * bsize, size: blocks * bsize }, paths.root);
  } catch (thrown) {
    return { check: "disk", level: "note", message: `not known: ${toError(thrown).message}` };
  }
}

/** What that much room means. Without a size (some network disks tell none) nothing is known. */
export function judgeDisk({ free, size }: DiskSpace, folder: string): Finding {
  const check = "disk";
  if (size === 0) return { check, level: "note", message: `the disk of ${folder} tells no size` };
  const words = `${inMib(free)} of ${inMib(size)} free on the disk of ${folder}`;
  if (free < FULL)
    return {
      check,
      level: "error",
      message: words,
      hint: "free some space: senders are answered 503 and nothing is lost; it goes on by itself",
      code: "storage_unavailable",
    };
  if (free < LOW)
    return {
      check,
      level: "warning",
      message: words,
      hint: "free some space, or keep less: retention in config.json",
    };
  return ok(check, words);
}

function inMib(bytes: number): string {
  const mib = bytes / MIB;
  return mib < 10 * 1024 ? `${mib.toFixed(mib < 10 ? 1 : 0)} MiB` : `${Math.round(mib / 1024)} GiB`;
}
