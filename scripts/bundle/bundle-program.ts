// The sources and the packages they use come in; a folder of few files goes out, which starts in half the time.

import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { writeNotices } from "./write-notices.ts";

/** One file of the bundle. */
export interface BundledFile {
  /** Its path in the bundle's folder. */
  readonly name: string;
  readonly bytes: number;
}

/** The example agent is started as a program of its own, by its path beside the program (agents/run/run-agent.ts). */
const ENTRIES = {
  wakehook: "src/cli/main.ts",
  "example-agent": "src/agents/run/example-agent.ts",
  webhooks: "src/webhooks.ts",
  "wake-target": "src/wake-target.ts",
};

/** Packages in CommonJS use three names that an ES module does not have. */
const COMMONJS_NAMES = [
  'import { createRequire as __createRequire } from "node:module";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = import.meta.filename;",
  "const __dirname = import.meta.dirname;",
].join(" ");

/** The package loads a limiter for every database there is; the program uses the one that needs none. */
const memoryLimiterOnly: Plugin = {
  name: "memory-limiter-only",
  setup(bundle) {
    const namespace = "memory-limiter-only";
    bundle.onResolve({ filter: /^rate-limiter-flexible$/ }, ({ path: name }) => ({
      path: name,
      namespace,
    }));
    bundle.onLoad({ filter: /.*/, namespace }, () => ({
      contents:
        'export { default as RateLimiterMemory } from "rate-limiter-flexible/lib/RateLimiterMemory.js";',
      resolveDir: import.meta.dirname,
    }));
  },
};

/**
 * Bundles the program and every package it needs. Split where the program imports late, so that a command
 * reads no more than it uses. Not minified: stack traces and the curious can read it.
 * @returns the files, largest first
 */
export async function bundleProgram(root: string, folder: string): Promise<BundledFile[]> {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    mainFields: ["module", "main"],
    legalComments: "inline",
    plugins: [memoryLimiterOnly],
    banner: { js: COMMONJS_NAMES },
    metafile: true,
    logLevel: "warning",
  });
  await writeNotices(root, folder, Object.keys(metafile.inputs));
  // The browser gets them as they are written (dashboard/assets.ts).
  await cp(path.join(root, "src/dashboard/assets"), path.join(folder, "assets"), {
    recursive: true,
  });
  return Object.entries(metafile.outputs)
    .map(([file, { bytes }]) => ({ name: path.relative(folder, path.join(root, file)), bytes }))
    .sort((a, b) => b.bytes - a.bytes);
}
