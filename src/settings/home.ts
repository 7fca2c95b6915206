// In: the paths of one home. Out: the folders are there and closed to other users, or an error
// that says which one is not and how to mend it. Called before anything else touches the home.

import { access, chmod, constants, mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { WakehookError, toError } from "../core/records/errors.ts";
import type { HomePaths } from "../system/home.ts";

/** Permission bits of group and others. */
const OTHERS = 0o077;

/**
 * Makes the home folder and those below it (0700) where they are missing, and checks what is there:
 * folders 0700, files that may hold a secret or a payload 0600. Nothing that exists is changed.
 * @throws WakehookError `home_unusable` where it cannot be made, read or written;
 * `permissions_too_wide` with the chmod line where group or others may do anything with it.
 */
export async function ensureHome(paths: HomePaths): Promise<void> {
  await ensureFolder(paths.root);
  refuseWide(await wideOnes([paths.root], 0o700));
  const folders = [paths.backupsFolder, paths.runsFolder, paths.tasksFolder, paths.keysFolder];
  for (const folder of folders) await ensureFolder(folder);

  // tasks/ is not looked at: it holds the owner's projects, often through a link, under their own modes.
  const closedFolders = [paths.backupsFolder, paths.runsFolder, paths.keysFolder];
  const keys = await readdir(paths.keysFolder);
  const files = [
    paths.hooksFile,
    paths.configFile,
    paths.adminTokenFile,
    paths.apiTokensFile,
    paths.database,
    `${paths.database}-wal`,
    `${paths.database}-shm`,
    ...keys.map((name) => path.join(paths.keysFolder, name)),
  ];
  refuseWide([...(await wideOnes(closedFolders, 0o700)), ...(await wideOnes(files, 0o600))]);
}

/**
 * Makes one folder of wakehook's own (0700) where it is missing, and checks it and the named files in it.
 * @throws WakehookError as `ensureHome` does.
 */
export async function ensureOwnFolder(folder: string, files: readonly string[]): Promise<void> {
  await ensureFolder(folder);
  refuseWide([...(await wideOnes([folder], 0o700)), ...(await wideOnes(files, 0o600))]);
}

/** Tells whether group or others have any permission, by a file's mode as `stat` gives it. */
export function isOpenToOthers(mode: number): boolean {
  return (mode & OTHERS) !== 0;
}

/** The command that closes a file or folder to others, ready to paste. */
export function chmodLine(mode: number, names: readonly string[]): string {
  const quoted = names.map((name) => `'${name.replaceAll("'", String.raw`'\''`)}'`);
  return `chmod ${mode.toString(8)} ${quoted.join(" ")}`;
}

interface Wide {
  readonly name: string;
  readonly seen: number;
  readonly wanted: number;
}

async function ensureFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw unusable(folder, thrown);
  }
}

// One after the other, each once: mkdir's own `recursive` never ends where a folder cannot be made in
// one that is there, as in /proc.
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (thrown) {
    // Another process may have made it meanwhile.
    if (await isFolder(folder)) return;
    throw thrown;
  }
  // The process's umask may have taken bits from the mode that mkdir was given.
  await chmod(folder, 0o700);
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw thrown;
  }
}

function unusable(folder: string, thrown: unknown): WakehookError {
  return new WakehookError(
    "home_unusable",
    `the folder ${folder} cannot be used: ${toError(thrown).message}`,
    {
      hint: "make it a folder that you may read and write, or name another with WAKEHOOK_HOME",
      cause: thrown,
    },
  );
}

async function wideOnes(names: readonly string[], wanted: number): Promise<Wide[]> {
  const wide: Wide[] = [];
  for (const name of names) {
    const seen = await modeOf(name);
    if (seen !== undefined && isOpenToOthers(seen)) wide.push({ name, seen: seen & 0o777, wanted });
  }
  return wide;
}

async function modeOf(name: string): Promise<number | undefined> {
  try {
    return (await stat(name)).mode;
  } catch (thrown) {
    // A link that leads round in a circle: whoever reads the file says what is wrong with it.
    if (["ENOENT", "ELOOP"].includes((thrown as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw unusable(name, thrown);
  }
}

function refuseWide(wide: readonly Wide[]): void {
  if (wide.length === 0) return;
  const seen = wide.map(({ name, seen: mode }) => `${name} (${mode.toString(8).padStart(4, "0")})`);
  const lines = [0o700, 0o600].flatMap((wanted) => {
    const names = wide.filter((one) => one.wanted === wanted).map(({ name }) => name);
    return names.length === 0 ? [] : [chmodLine(wanted, names)];
  });
  throw new WakehookError(
    "permissions_too_wide",
    `open to other users of this machine: ${seen.join(", ")}`,
    {
      hint: lines.join(" && "),
    },
  );
}
