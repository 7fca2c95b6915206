// Where the tests of this machine put their files: in memory where that can be. Most of them write, and what is
// proved about a disk is proved by what is asked of it (syncs, their order), or on a disk of the test's own.

import { readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const IN_MEMORY = "/dev/shm";
/** A container often has 64 MB there. */
const NEEDED_BYTES = 2 * 1024 ** 3;

/** Memory that is large enough and may hold programs, or the system's folder. A TMPDIR of the caller's own wins. */
export function temporaryFolder(): string {
  return process.env["TMPDIR"] === undefined && isUsable() ? IN_MEMORY : tmpdir();
}

function isUsable(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
    const mount = mounts.find((line) => line.split(" ")[1] === IN_MEMORY);
    return mount !== undefined && !mount.includes("noexec") && bavail * bsize > NEEDED_BYTES;
  } catch {
    return false; // another system
  }
}
