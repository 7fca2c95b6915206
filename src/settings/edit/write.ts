// In: a settings file's new text. Out: the file holds exactly that, on the disk, or the old content
// is in place byte for byte and the caller is told.

import { lstat, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { WakehookError, toError } from "../../core/records/errors.ts";

/** What became of a write: `changed` where the file no longer held what the caller had read. */
export type WriteOutcome = "written" | "changed";

/**
 * Replaces a file's content in one step, mode 0600. A symbolic link stays and its target is replaced.
 * The new text is written beside the file, read back and compared before it takes the file's place:
 * on a full disk the writer can report a truncated file as success.
 * @param expected what the file held when the caller read it (null: there was no file); where it
 * holds something else by now nothing is written. Absent: replaced whatever it holds.
 * @throws WakehookError `settings_unwritable`; the old content is in place.
 */
export async function writeVerified(
  file: string,
  text: string,
  expected?: Uint8Array | null,
): Promise<WriteOutcome> {
  const target = await targetOf(file);
  const staged = `${target}.${process.pid}.new`;
  try {
    await stage(staged, text, target);
    if (expected !== undefined && !sameBytes(await bytesOf(target), expected)) return "changed";
    await rename(staged, target);
    await syncFolder(path.dirname(target));
    return "written";
  } catch (thrown) {
    throw unwritable(file, toError(thrown).message, thrown);
  } finally {
    await rm(staged, { force: true }).catch(() => undefined);
  }
}

/** A file's bytes, or null where there is none. */
export async function bytesOf(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}

async function stage(staged: string, text: string, target: string): Promise<void> {
  const owner = await stat(target).catch(() => undefined);
  await writeFileAtomic(staged, text, {
    mode: 0o600,
    // A command run as root leaves the owner's file the owner's.
    ...(owner === undefined ? {} : { chown: { uid: owner.uid, gid: owner.gid } }),
  });
  const written = await readFile(staged);
  const wanted = Buffer.from(text);
  if (!written.equals(wanted)) {
    throw new Error(
      `only ${written.length} of ${wanted.length} bytes could be written (is the disk full?)`,
    );
  }
}

async function targetOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (thrown) {
    const link = await lstat(file).catch(() => undefined);
    if (link === undefined) return file;
    throw unwritable(
      file,
      link.isSymbolicLink() ? "it is a link whose target is missing" : toError(thrown).message,
      thrown,
    );
  }
}

// Best effort: the new content is in force already, and some file systems do not sync folders. What
// could come back after a power cut is the whole old file.
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // See above.
  }
}

function sameBytes(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return Buffer.compare(one, other) === 0;
}

function unwritable(file: string, why: string, cause: unknown): WakehookError {
  if (cause instanceof WakehookError) return cause;
  return new WakehookError("settings_unwritable", `${file} was not changed: ${why}`, {
    hint: "free some space or mend the file's place; what it held before is still there",
    cause,
  });
}
