// `npm run bench`: the real daemon against the least that any program of this stack must do, in one run on one
// machine. Ratios and counts are what counts; times beside them say what they are ratios of.
// `--quick` takes about a minute; `--check` fails where a ratio or a count is out of bounds, also when measured
// again; `--lists` measures the lists alone; `--webhook FILE` names the program `webhook` to compare with, where it is not on the PATH.

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import {
  acceptFaults,
  childFaults,
  historyFaults,
  listFaults,
  memoryFaults,
  startFaults,
  syncFaults,
  watchedFaults,
} from "./bounds.ts";
import { measureLoad, type AcceptPoint } from "./measure-accepts.ts";
import { measureChildren } from "./measure-children.ts";
import { measureHistory } from "./measure-history.ts";
import { measureLists } from "./measure-lists.ts";
import { measureMemory } from "./measure-memory.ts";
import { measureStart } from "./measure-start.ts";
import { measureSyncs } from "./measure-syncs.ts";
import { measureWatched } from "./measure-watched.ts";
import { findWebhook } from "./peers.ts";
import { printAccepts, printCounts, printLists } from "./print.ts";
import { FULL, QUICK } from "./scale.ts";
import { killAll } from "./servers.ts";
import { openStage } from "./stage.ts";

const LONGEST_MS = 20 * 60_000;
/** A busy machine disturbs one measurement, hardly three; what a change made worse stays so. */
const TRIES = 3;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    lists: { type: "boolean", default: false },
    webhook: { type: "string" },
  },
});
const scale = values.quick ? QUICK : FULL;
const stage = await openStage(findWebhook(values.webhook));
const limit = setTimeout(() => {
  console.error("the bench took too long");
  stop();
}, LONGEST_MS);
const faults: string[] = [];
process.on("exit", killAll);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
try {
  console.log(
    `Node ${process.version}, ${cpus().length} processors, ${scale.rounds} rounds in turn, medians`,
  );
  if (!values.lists) await measureAccepts();
  printLists(await within(() => measureLists(stage, scale), listFaults));
  if (!values.lists) await measureRest();
  if (values.check) {
    for (const fault of faults) console.error(`out of bounds: ${fault}`);
    process.exitCode = faults.length === 0 ? 0 : 1;
    if (faults.length === 0) console.log("\nall ratios and counts are within their bounds");
  }
} finally {
  clearTimeout(limit);
  killAll();
  await stage.remove();
}

async function measureAccepts(): Promise<void> {
  const accepts: AcceptPoint[] = [];
  for (const load of scale.loads)
    accepts.push(await within(() => measureLoad(stage, scale, load), acceptFaults));
  printAccepts(accepts);
}

async function measureRest(): Promise<void> {
  printCounts({
    syncs: await within(() => measureSyncs(stage, scale), syncFaults),
    history: await within(() => measureHistory(stage, scale), historyFaults),
    watched: await within(() => measureWatched(stage, scale), watchedFaults),
    start: await within(() => measureStart(stage, scale), startFaults),
    memory: await within(() => measureMemory(stage, scale), memoryFaults),
    children: await within(() => measureChildren(stage, scale), childFaults),
  });
}

function stop(): void {
  killAll();
  void stage.remove().then(() => process.exit(1));
}

/** Measures, where it is checked again until it is within its bounds; the faults of the last time count. */
async function within<Found>(
  measure: () => Promise<Found>,
  faultsOf: (found: Found) => readonly string[],
): Promise<Found> {
  let found = await measure();
  for (let tries = 1; values.check && tries < TRIES && faultsOf(found).length > 0; tries += 1)
    found = await measure();
  faults.push(...faultsOf(found));
  return found;
}
