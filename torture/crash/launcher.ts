import { writeFile } from "node:fs/promises";
import path from "node:path";
import { bundleProgram } from "../../scripts/bundle/bundle-program.ts";

/** Makes the program as it is published, which starts in half the time. Returns what is started. */
export async function bundleLauncher(folder: string): Promise<string> {
  const dist = path.join(folder, "dist");
  await bundleProgram(path.resolve(import.meta.dirname, "../.."), dist);
  const launcher = path.join(dist, "launch.mjs");
  const lines = [
    `import { enableCompileCache } from "node:module";`,
    `enableCompileCache(${JSON.stringify(path.join(folder, "cache"))});`,
    `const { main } = await import("./wakehook.js");`,
    `await main({ version: "0.0.0-test", script: import.meta.filename, node: process.execPath });`,
  ];
  await writeFile(launcher, lines.join("\n"));
  return launcher;
}
