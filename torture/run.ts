// `npm run torture [-- PART... --long --write --json]`: does its worst to the real daemon and prints what was seen.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { runPart, undoPartsAtWork, type PartResult } from "./context.ts";
import type { Part } from "./part.ts";
import { PARTS } from "./parts/table.ts";
import { describeRun, toJson, withResults } from "./report.ts";
import { markdownTable } from "./table.ts";

const RELIABILITY = path.resolve(import.meta.dirname, "../docs/reliability.md");
/** Exit codes: a promise was broken, the words were wrong, Ctrl-C. */
const BROKEN = 1;
const USAGE = 2;
const INTERRUPTED = 130;

const { scale, chosen, json, write } = readWords();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void breakOff());

const results: PartResult[] = [];
let failures = 0;
for (const part of chosen) {
  console.error(`\n# ${part.name}: ${part.title}`);
  try {
    const result = await runPart(part, scale, (line) => console.error(`  ${line}`));
    results.push(result);
    if (!json) console.log(`\n${markdownTable(result.rows)}\n\n${result.seconds} s`);
  } catch (thrown) {
    failures += 1;
    console.error(`The part ${part.name} failed, its rows are missing:`, thrown);
  }
}
const run = describeRun(scale, process.argv.slice(2));
if (json) console.log(toJson(run, results));
if (write)
  await writeFile(RELIABILITY, withResults(await readFile(RELIABILITY, "utf8"), run, results));

const broken = results.flatMap(({ rows }) => rows).filter(({ kept }) => !kept);
for (const { fault, seen } of broken) console.error(`BROKEN: ${fault}: ${seen}`);
if (failures > 0)
  console.error(`${failures} of ${chosen.length} parts could not be run to their end.`);
else if (broken.length === 0) console.error("\nEvery promise that was tried was kept.");
process.exitCode = broken.length + failures === 0 ? 0 : BROKEN;

function readWords() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        long: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
    if (unknown.length > 0) refuse(`There is no part ${unknown.join(", ")}.`);
    if (values.write && !values.long)
      refuse("--write belongs to --long: docs/reliability.md shows long runs.");
    return {
      ...values,
      scale: values.long ? ("long" as const) : ("short" as const),
      chosen: PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    };
  } catch (thrown) {
    return refuse(String(thrown));
  }
}

function refuse(why: string): never {
  const line = ({ name, title }: Part): string => `  ${name.padEnd(12)}${title}`;
  console.error(`${why}\n\nnpm run torture [-- PART... --long --write --json]\n\nThe parts:`);
  console.error(PARTS.map(line).join("\n"));
  process.exit(USAGE);
}

async function breakOff(): Promise<never> {
  console.error("\nBroken off; undoing.");
  await undoPartsAtWork();
  process.exit(INTERRUPTED);
}
