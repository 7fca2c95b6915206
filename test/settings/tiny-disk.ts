import { execFileSync } from "node:child_process";
import { appendFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import { tempFolder } from "./temp-home.ts";

/** A file system of 64 kB that goes with the test, or null where this machine does not let us mount one. */
export async function tinyDisk(): Promise<string | null> {
  const folder = path.join(await tempFolder(), "disk");
  await mkdir(folder);
  const parameters = ["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", folder];
  try {
    execFileSync("mount", parameters, { stdio: "pipe" });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

/** Writes until the disk takes no more. */
export async function fillDisk(folder: string): Promise<void> {
  const block = Buffer.alloc(1024);
  for (;;) {
    try {
      await appendFile(path.join(folder, "ballast"), block, { mode: 0o600 });
    } catch {
      return;
    }
  }
}
