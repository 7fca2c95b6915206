// Who may open what: modes of everything in the home, and what a start does about wider ones.

import { chmod, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { openHome } from "../../test/e2e/open-home.ts";
import { ensureHome } from "../../src/settings/home.ts";
import type { Row, TortureContext } from "../part.ts";
import { call } from "./command-line.ts";
import { createEvidence } from "./evidence.ts";
import type { Sandbox } from "./sandbox.ts";

const OTHERS = 0o077;
const CODE_CACHE = `/wakehook-cache-${process.getuid?.()}`;
/** What a shell puts in front, so that a file whose mode nobody chose is open to everybody. */
export const OPEN_UMASK = ["/bin/sh", "-c", 'umask 0; exec "$@"', "sh"] as const;

/** The row of a home in which a daemon lived under umask 000. */
export async function umaskRow({ paths, temporary }: Sandbox): Promise<Row> {
  const temporaries = await below(temporary);
  // What Node lays into the closed folder of compiled code has modes of its own; nobody else gets there.
  const reachable = temporaries.filter((name) => !name.includes(`${CODE_CACHE}/`));
  const all = [...(await below(paths.root)), paths.root, ...reachable];
  const wide: string[] = [];
  for (const name of all) {
    const { mode } = await stat(name);
    if ((mode & OTHERS) !== 0) wide.push(`${name} ${(mode & 0o777).toString(8)}`);
  }
  return {
    fault: "a whole life under umask 000: modes of all that is in the home and in TMPDIR",
    times: all.length,
    promised: "folders 0700, files 0600",
    seen: wide.length === 0 ? "all closed to others" : wide.join(", "),
    kept: wide.length === 0,
  };
}

/** A start refuses each one that is wider, and says the command that mends it, which does. */
export async function wideRow(context: TortureContext): Promise<Row> {
  const home = await openHome();
  context.after(() => home.close());
  const first = await home.spawn();
  const { paths } = home;
  await first.kill("SIGKILL");
  const places = [
    ...[paths.root, paths.runsFolder, paths.backupsFolder, paths.keysFolder].map(
      (name) => [name, 0o711] as const,
    ),
    ...[paths.hooksFile, paths.configFile, paths.adminTokenFile, paths.database].map(
      (name) => [name, 0o604] as const,
    ),
  ];
  const odd: string[] = [];
  const environment = { HOME: home.folder, WAKEHOOK_HOME: paths.root, PATH: "/usr/bin:/bin" };
  for (const [name, mode] of places) {
    const right = (await stat(name)).mode;
    await chmod(name, mode);
    const { code, stdout } = await call({ environment }, createEvidence(), ["start", "--json"]);
    const { error, hint } = JSON.parse(stdout) as { error: string; hint: string };
    const isSaid = code === 3 && error === "permissions_too_wide" && hint.includes(`'${name}'`);
    if (!isSaid) odd.push(`${path.basename(name)}: exit code ${code}, ${error}`);
    await chmod(name, right);
    await ensureHome(paths);
  }
  await home.close();
  return {
    fault: "the home, a folder or a file of it is open to other users at the start",
    times: places.length,
    promised: "refused with exit code 3 and the chmod line that mends it",
    seen: odd.length === 0 ? "all refused, each named in its line" : odd.join("; "),
    kept: odd.length === 0,
  };
}

async function below(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.map((name) => path.join(folder, name));
}
