// A temporary folder with the program as it is published, bundled from these sources, and the control server
// bundled in the same way. Everything that the bench writes lies in it.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { bundleProgram } from "../scripts/bundle/bundle-program.ts";

/** Where everything is. */
export interface Stage {
  readonly launcher: string;
  readonly controlServer: string;
  readonly plainServer: string;
  /** The program `webhook`, to compare with; null where it is not installed. */
  readonly webhook: string | null;
  /** A new empty folder. */
  folder(): Promise<string>;
  remove(): Promise<void>;
}

const ROOT = path.resolve(import.meta.dirname, "..");

/** Builds the stage. `WAKEHOOK_BENCH_FOLDER` says on which disk; the system's temporary folder otherwise. */
export async function openStage(webhook: string | null): Promise<Stage> {
  const parent = process.env["WAKEHOOK_BENCH_FOLDER"] ?? tmpdir();
  const folder = await mkdtemp(path.join(parent, "wakehook-bench-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    await fill(folder);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    webhook,
    launcher: path.join(folder, "bin", "wakehook.js"),
    controlServer: path.join(folder, "control", "control-server.js"),
    plainServer: path.join(folder, "control", "plain-server.js"),
    folder: () => mkdtemp(path.join(folder, "run-")),
    remove,
  };
}

async function fill(folder: string): Promise<void> {
  await bundleProgram(ROOT, path.join(folder, "dist"));
  await cp(path.join(ROOT, "bin"), path.join(folder, "bin"), { recursive: true });
  await cp(path.join(ROOT, "package.json"), path.join(folder, "package.json"));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["bench/control-server.ts", "bench/plain-server.ts"],
    outdir: path.join(folder, "control"),
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
  await writeFile(path.join(folder, "control", "package.json"), '{"type":"module"}');
}
