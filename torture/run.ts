// `npm run torture [-- PART... --long --write]`: does its worst to the real daemon and prints what was seen.

import { parseArgs } from "node:util";
import { runPart, type PartResult } from "./context.ts";
import type { Scale } from "./part.ts";
import { PARTS } from "./parts/table.ts";
import { markdownTable } from "./table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: "boolean", default: false } },
});
const scale: Scale = values.long ? "long" : "short";
const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  const known = PARTS.map((part) => `${part.name} (${part.title})`).join("; ");
  console.error(`There is no part ${unknown.join(", ")}. There are: ${known}.`);
  process.exit(2);
}

const chosen = PARTS.filter((part) => positionals.length === 0 || positionals.includes(part.name));
const results: PartResult[] = [];
for (const part of chosen) {
  console.log(`\n# ${part.name}: ${part.title}`);
  const result = await runPart(part, scale, (line) => console.log(`  ${line}`));
  results.push(result);
  console.log(`\n${markdownTable(result.rows)}\n\n${result.seconds} s`);
}
const broken = results.flatMap((result) => result.rows).filter((row) => !row.kept);
console.log(broken.length === 0 ? "\nEvery promise was kept." : `\n${broken.length} BROKEN.`);
process.exitCode = broken.length === 0 ? 0 : 1;
