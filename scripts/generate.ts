// `npm run generate`: prints docs/reference and docs/schema anew from the tables of the code, and removes what is stale.

import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { generatedFiles, staleFiles } from "./reference/all-files.ts";

const ROOT = path.resolve(import.meta.dirname, "..");

const files = await generatedFiles();
for (const stale of await staleFiles(ROOT, files)) {
  await rm(path.join(ROOT, stale));
  console.log(`removed ${stale}`);
}
for (const [name, text] of files) {
  const file = path.join(ROOT, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
console.log(`${files.size} files in docs/reference and docs/schema`);
