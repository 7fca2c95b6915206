// The file admin.token: made once, readable by its owner only.

import { constants } from "node:fs";
import { link, open, unlink, type FileHandle } from "node:fs/promises";
import { WakehookError, toError } from "../core/errors.ts";
import { newSecret, type Randomness } from "../system/randomness.ts";

/** What a token may look like: long enough to be unguessable, and fit for a header. */
const TOKEN = /^[\x21-\x7e]{32,512}$/;
const MAX_FILE_BYTES = 1024;

/**
 * The admin token; made where there is none yet. Two processes at once get the same one.
 * @throws WakehookError `permissions_too_wide`, `home_unusable`
 */
export async function ensureAdminToken(file: string, randomness: Randomness): Promise<string> {
  const present = await openToken(file);
  if (present !== null) return readToken(file, present);
  await createToken(file, randomness);
  return readAdminToken(file);
}

/**
 * The admin token as it stands in its file.
 * @throws WakehookError `not_found` where no daemon ever made one; `permissions_too_wide`; `home_unusable`
 */
export async function readAdminToken(file: string): Promise<string> {
  const handle = await openToken(file);
  if (handle !== null) return readToken(file, handle);
  throw new WakehookError("not_found", `there is no admin token at ${file}`, {
    hint: "wakehook start makes it at its first start",
  });
}

/** Written whole under a name of its own, then linked: nobody sees half a token, and the first one wins. */
async function createToken(file: string, randomness: Randomness): Promise<void> {
  const draft = `${file}.${randomness.bytes(8).toString("hex")}.tmp`;
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(`${newSecret(randomness)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } catch (thrown) {
    throw new WakehookError("home_unusable", `the admin token could not be written to ${file}`, {
      hint: `${toError(thrown).message}; is the folder writable, and is there room on the disk?`,
      cause: thrown,
    });
  } finally {
    await unlink(draft).catch(() => {
      // It was never made; what went wrong is thrown above.
    });
  }
}

/** null: there is none. */
async function openToken(file: string): Promise<FileHandle | null> {
  try {
    // Checked on the open file, not by name: nobody can change it in between.
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    const error: NodeJS.ErrnoException = toError(thrown);
    if (error.code === "ENOENT") return null;
    throw unusable(`the admin token ${file} cannot be opened`, error);
  }
}

async function readToken(file: string, handle: FileHandle): Promise<string> {
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unusable(`${file} is not a plain file`);
    if ((stats.mode & 0o077) !== 0)
      throw new WakehookError(
        "permissions_too_wide",
        `${file} holds the admin token and is open to others (mode ${(stats.mode & 0o777).toString(8)})`,
        { hint: `chmod 600 '${file}'` },
      );
    if (stats.size > MAX_FILE_BYTES) throw unusable(`${file} is too long to be an admin token`);
    const token = (await handle.readFile("utf8")).trim();
    if (TOKEN.test(token)) return token;
    throw unusable(`${file} holds no admin token (32 characters or more, no spaces)`);
  } finally {
    await handle.close();
  }
}

function unusable(message: string, cause?: unknown): WakehookError {
  const hint = "move the file away and run wakehook start: it makes a new one";
  return new WakehookError("home_unusable", message, { hint, cause });
}
