// `npm run bench`: the real daemon against the least that any program of this stack must do, in one run on one
// machine. Ratios and counts are what counts; times beside them say what they are ratios of.
// `--quick` takes under a minute; `--check` fails where a ratio or a count is out of bounds.

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { outOfBounds } from "./bounds.ts";
import { measureAccepts } from "./measure-accepts.ts";
import { measureChildren } from "./measure-children.ts";
import { measureHistory } from "./measure-history.ts";
import { measureMemory } from "./measure-memory.ts";
import { measureStart } from "./measure-start.ts";
import { measureSyncs } from "./measure-syncs.ts";
import { printAccepts, printCounts } from "./print.ts";
import { FULL, QUICK } from "./scale.ts";
import { killAll } from "./servers.ts";
import { openStage } from "./stage.ts";

const LONGEST_MS = 10 * 60_000;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const scale = values.quick ? QUICK : FULL;
const stage = await openStage();
const limit = setTimeout(() => {
  console.error("the bench took too long");
  stop();
}, LONGEST_MS);
process.on("exit", killAll);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
try {
  console.log(
    `Node ${process.version}, ${cpus().length} processors, ${scale.rounds} rounds in turn, medians`,
  );
  const accepts = await measureAccepts(stage, scale);
  printAccepts(accepts);
  const findings = {
    accepts,
    syncs: await measureSyncs(stage, scale),
    history: await measureHistory(stage, scale),
    start: await measureStart(stage, scale),
    memory: await measureMemory(stage, scale),
    children: await measureChildren(stage, scale),
  };
  printCounts(findings);
  if (values.check) {
    const faults = outOfBounds(findings);
    for (const fault of faults) console.error(`out of bounds: ${fault}`);
    process.exitCode = faults.length === 0 ? 0 : 1;
    if (faults.length === 0) console.log("\nall ratios and counts are within their bounds");
  }
} finally {
  clearTimeout(limit);
  killAll();
  await stage.remove();
}

function stop(): void {
  killAll();
  void stage.remove().then(() => process.exit(1));
}
