// The sources come in; the program made of them goes out, as it is published. It starts in half the time that the
// sources take, and is made once for one state of the sources, whoever asks first: `npm test` starts it a hundred times.

import { createHash, randomUUID } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { bundleProgram } from "../../scripts/bundle/bundle-program.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CACHE = path.join(ROOT, "node_modules/.cache/wakehook-program");
/** All that the program is made of; what the packages are stands in the lock file. */
const MADE_OF = ["src", "bin", "scripts/bundle", "package.json", "package-lock.json"];
/** Another run may still use an old one. */
const KEPT_MS = 24 * 60 * 60 * 1000;

let built: Promise<string> | undefined;

/** The launcher of a program built from the sources as they are now. */
export function builtLauncher(): Promise<string> {
  return (built ??= build());
}

async function build(): Promise<string> {
  const state = await hashOfSources();
  const folder = path.join(CACHE, state);
  const launcher = path.join(folder, "bin/wakehook.js");
  const now = new Date();
  const isThere = await utimes(folder, now, now).then(
    () => true,
    () => false,
  );
  if (isThere) return launcher;
  await mkdir(CACHE, { recursive: true });
  await removeOld();
  const making = path.join(CACHE, `making-${randomUUID()}`);
  await bundleProgram(ROOT, path.join(making, "dist"));
  for (const name of ["bin", "package.json"])
    await cp(path.join(ROOT, name), path.join(making, name), { recursive: true });
  if ((await hashOfSources()) !== state) {
    // Edited meanwhile: nobody may find it under a state that it is not made of.
    await rm(making, { recursive: true });
    return build();
  }
  // Whole or not there at all; where two made it at once, the first one's stays.
  await rename(making, folder).catch(() => rm(making, { recursive: true }));
  return launcher;
}

async function hashOfSources(): Promise<string> {
  const files: string[] = [];
  for (const name of MADE_OF) {
    const isFile = (await stat(path.join(ROOT, name))).isFile();
    const inside = isFile ? [] : await readdir(path.join(ROOT, name), { recursive: true });
    files.push(name, ...inside.map((file) => path.join(name, file)));
  }
  const hash = createHash("sha256");
  for (const name of files.sort()) {
    const file = path.join(ROOT, name);
    if ((await stat(file)).isFile()) hash.update(`${name}\0`).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 32);
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const folder = path.join(CACHE, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}
