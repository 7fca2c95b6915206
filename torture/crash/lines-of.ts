import { existsSync, readFileSync } from "node:fs";

/** The lines of a file; none where it is not there. */
export function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
