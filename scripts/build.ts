// `npm run build`: bundles the program for publishing into dist/, which bin/wakehook.js loads where there are no sources.

import path from "node:path";
import { bundleProgram } from "./bundle/bundle-program.ts";
import { emitTypes } from "./bundle/emit-types.ts";

const ROOT = path.resolve(import.meta.dirname, "..");

const DIST = path.join(ROOT, "dist");
const files = await bundleProgram(ROOT, DIST);
await emitTypes(ROOT, path.join(DIST, "types"));
for (const { name, bytes } of files.slice(0, 5))
  console.log(`${name}  ${Math.ceil(bytes / 1024)} kB`);
const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`${files.length} files, ${Math.ceil(total / 1024)} kB in dist`);
