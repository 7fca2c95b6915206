// A file that holds one secret of wakehook's own: made once, readable by its owner only.

import { constants } from "node:fs";
import { link, open, unlink, type FileHandle } from "node:fs/promises";
import { WakehookError, toError } from "../core/records/errors.ts";
import { newSecret, type Randomness } from "./randomness.ts";

/** The file, and what it holds in words: `admin token`. */
export interface SecretFile {
  readonly file: string;
  readonly what: string;
}

/** What a secret may look like: long enough to be unguessable, and fit for a header. */
const SECRET = /^[\x21-\x7e]{32,512}$/;
const MAX_FILE_BYTES = 1024;

/**
 * The secret; made where there is none yet. Two processes at once get the same one.
 * @throws WakehookError `permissions_too_wide`, `home_unusable`
 */
export async function ensureSecretFile(
  secret: SecretFile,
  randomness: Randomness,
): Promise<string> {
  const present = await openSecret(secret);
  if (present !== null) return readText(secret, present);
  await createSecret(secret, randomness);
  return readSecretFile(secret);
}

/**
 * The secret as it stands in its file.
 * @throws WakehookError `not_found` where no daemon ever made one; `permissions_too_wide`; `home_unusable`
 */
export async function readSecretFile(secret: SecretFile): Promise<string> {
  const handle = await openSecret(secret);
  if (handle !== null) return readText(secret, handle);
  throw new WakehookError("not_found", `there is no ${secret.what} at ${secret.file}`, {
    hint: "wakehook start makes it at its first start",
  });
}

/** Written whole under a name of its own, then linked: nobody sees half a secret, and the first one wins. */
async function createSecret({ file, what }: SecretFile, randomness: Randomness): Promise<void> {
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
    throw new WakehookError("home_unusable", `the ${what} could not be written to ${file}`, {
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
async function openSecret({ file, what }: SecretFile): Promise<FileHandle | null> {
  try {
    // Checked on the open file, not by name: nobody can change it in between.
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    const error: NodeJS.ErrnoException = toError(thrown);
    if (error.code === "ENOENT") return null;
    throw unusable(`the ${what} ${file} cannot be opened`, error);
  }
}

async function readText({ file, what }: SecretFile, handle: FileHandle): Promise<string> {
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unusable(`${file} is not a plain file`);
    if ((stats.mode & 0o077) !== 0)
      throw new WakehookError(
        "permissions_too_wide",
        `${file} holds the ${what} and is open to others (mode ${(stats.mode & 0o777).toString(8)})`,
        { hint: `chmod 600 '${file}'` },
      );
    if (stats.size > MAX_FILE_BYTES) throw unusable(`${file} is too long to hold the ${what}`);
    const secret = (await handle.readFile("utf8")).trim();
    if (SECRET.test(secret)) return secret;
    throw unusable(`${file} holds no ${what} (32 characters or more, no spaces)`);
  } finally {
    await handle.close();
  }
}

function unusable(message: string, cause?: unknown): WakehookError {
  const hint = "move the file away and run wakehook start: it makes a new one";
  return new WakehookError("home_unusable", message, { hint, cause });
}
