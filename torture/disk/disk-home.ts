// A home on a disk that can be filled or can fail, with a daemon in it.

import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, statSync, truncateSync } from "node:fs";
import path from "node:path";
import { aHook, aTarget, openHome, type DaemonHome } from "../../test/e2e/open-home.ts";
import type { TortureContext } from "../part.ts";

/** How a command ended. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/wakehook.js");
const BLOCK = Buffer.alloc(65_536, "b");
const UNLIMITED = 100_000_000;
/** Fills whatever is left of the disk with its output, and says so to nobody. */
const FLOOD = "head -c 90000000 /dev/zero | tr '\\0' x";

/** Hooks: `filtered` starts nothing, `short` something short, `flood` something that writes and writes. */
export async function openDiskHome(
  context: TortureContext,
  mountedMib?: number,
): Promise<DaemonHome> {
  const home = await openHome();
  context.after(() => home.close());
  if (mountedMib !== undefined) {
    mount(home.paths.root, mountedMib);
    context.after(() => execFileSync("umount", ["-l", home.paths.root]));
  }
  mkdirSync(home.paths.tasksFolder, { recursive: true, mode: 0o700 });
  await home.putConfig({
    webhooks: { requests_per_minute: UNLIMITED, failures_per_minute: UNLIMITED },
    features: { commands: true },
    targets: [aTarget("short", "cat > /dev/null; echo ok"), aTarget("flood", FLOOD)],
  });
  await home.putHooks([
    aHook("filtered", { events: ["wanted"] }),
    aHook("short", { to: ["short"] }),
    aHook("flood", { to: ["flood"] }),
  ]);
  return home;
}

/** Whether this user may mount small disks; says so where not. */
export function mayMount(context: Pick<TortureContext, "skip">, folder: string): boolean {
  try {
    mount(folder, 1);
    execFileSync("umount", ["-l", folder]);
    return true;
  } catch (error) {
    context.skip("full disks", `no small disk may be mounted: ${String(error).slice(0, 120)}`);
    return false;
  }
}

/** Fills the disk of a folder, but for some bytes. Returns what makes room again. */
export function fillDisk(folder: string, freeBytes: number): () => void {
  const ballast = path.join(folder, "ballast");
  try {
    for (;;) appendFileSync(ballast, BLOCK, { mode: 0o600 });
  } catch {
    // Full, as it should be.
  }
  const { size } = statSync(ballast);
  truncateSync(ballast, Math.max(0, size - freeBytes));
  return () => rmSync(ballast, { force: true });
}

/** Calls the command line as a process of its own. */
export function call(
  home: DaemonHome,
  words: readonly string[],
  prefix: readonly string[] = [],
): Called {
  const [program = "", ...parameters] = [...prefix, process.execPath, LAUNCHER, ...words];
  const { status, stdout, stderr } = spawnSync(program, parameters, {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin", HOME: home.folder, WAKEHOOK_HOME: home.paths.root },
    timeout: 60_000,
  });
  return { code: status ?? -1, stdout, stderr };
}

function mount(folder: string, mib: number): void {
  const options = `size=${mib}m,mode=700`;
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
}
