// A few lines of C that stand between a program and the system (LD_PRELOAD); built where a compiler is found.

import { execFileSync } from "node:child_process";
import path from "node:path";
import type { TortureContext } from "./part.ts";

/**
 * Builds a library from a file of C. Says so loudly where it cannot be built.
 *
 * @param what - What is not tried without it, for the person who reads the table.
 * @returns The library's path, or null.
 */
export function buildShim(
  context: Pick<TortureContext, "skip">,
  { source, folder, what }: Record<"source" | "folder" | "what", string>,
): string | null {
  const library = path.join(folder, `${path.basename(source, ".c")}.so`);
  try {
    if (process.platform !== "linux") throw new Error(`made for Linux, not ${process.platform}`);
    const options = ["-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"];
    execFileSync("cc", options, { stdio: "pipe" });
    return library;
  } catch (error) {
    context.skip(what, String(error).slice(0, 200));
    return null;
  }
}
