// What a task folder brings along: what a program would execute from it, and what it may read as text.

import { constants } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import path from "node:path";
import type { Provider } from "../providers/provider.ts";

/** Instruction files are cut to this many bytes, so that a prompt stays below every program's limit. */
const INSTRUCTIONS_LIMIT_BYTES = 32_768;

/**
 * The first file or folder that the provider's program would execute or obey and that no flag switches
 * off, in the folder or above it; null where there is none. The owner's home folder is the owner's own.
 */
export async function findUnswitchable(
  provider: Provider,
  folder: string,
  home: string | undefined,
): Promise<string | null> {
  // The folder is a real path; the home folder may be reached through a link.
  const realHome = home === undefined ? null : await realpath(home).catch(() => null);
  for (let at = folder; ; at = path.dirname(at)) {
    if (at !== realHome)
      for (const name of provider.unswitchable)
        if (await exists(path.join(at, name))) return path.join(at, name);
    if (at === path.dirname(at)) return null;
  }
}

/** A folder's own instructions. */
export interface FolderInstructions {
  readonly name: string;
  readonly text: string;
}

/** Reads the first instruction file that is there. A link is not followed: it could point at any secret. */
export async function readInstructions(
  provider: Provider,
  folder: string,
): Promise<FolderInstructions | null> {
  for (const name of provider.instructionFiles) {
    const text = await readStart(path.join(folder, name));
    if (text !== null && text.trim() !== "") return { name, text };
  }
  return null;
}

async function readStart(file: string): Promise<string | null> {
  try {
    // Not blocking: a named pipe in its place would hold the run up.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    await using handle = await open(file, flags);
    if (!(await handle.stat()).isFile()) return null;
    const start = Buffer.alloc(INSTRUCTIONS_LIMIT_BYTES);
    const { bytesRead } = await handle.read(start, 0, INSTRUCTIONS_LIMIT_BYTES, 0);
    // A character that the limit cuts in two is left out.
    return new TextDecoder().decode(start.subarray(0, bytesRead), { stream: true });
  } catch {
    return null;
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
