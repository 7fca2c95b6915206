// The power fails at random moments: whatever was promised by then is on the disk. kill -9 cannot show that,
// because the system keeps what a dead program wrote. So a program is recorded while it writes, the recording is
// cut, and the disk is built anew: once with nothing that was not synced, once with a random part of it.
// Controls that promise too early must lose by the same measure.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildShim } from "../build-shim.ts";
import type { Part, Row, TortureContext } from "../part.ts";
import {
  cutRecording,
  pointsAfterPromises,
  pointsOfFirstStart,
  randomPoints,
  type Result,
} from "../power/cuts.ts";
import { createDisk } from "../power/disk.ts";
import { recordDaemon, recordWorkload, type Recorded, type Recorder } from "../power/record.ts";
import type { Step } from "../power/recording.ts";
import { seededRandom } from "../power/seeded-random.ts";
import { syncOrderOf } from "../power/sync-order.ts";

/** Points are cut at both ways: twice as many cuts. */
const SCALES = {
  short: {
    recordings: 1,
    points: 40,
    startStep: 8,
    failing: 10,
    posts: 150,
    daemonPoints: 10,
    controls: 6,
  },
  long: {
    recordings: 4,
    points: 300,
    startStep: 1,
    failing: 200,
    posts: 1500,
    daemonPoints: 250,
    controls: 100,
  },
};
type Counts = (typeof SCALES)["short"];
const FAIL_EVERY = 25;
const KEPT = "what was answered by then is there, whole and once";

/** Cuts of the power, of the ledger by itself and of the whole daemon. */
export const power: Part = {
  name: "power",
  title: "the power fails while it writes: what was answered is on the disk",
  async run(context) {
    const scratch = memoryFolder(context);
    const source = path.join(import.meta.dirname, "../power/recorder.c");
    const library = buildShim(context, { source, folder: scratch, what: "power cuts" });
    if (library === null) return [];
    const seed = Number(process.env["POWER_LOSS_SEED"] ?? Date.now() % 1_000_000);
    context.say(`seed ${seed}: POWER_LOSS_SEED=${seed} makes the same cuts again`);
    const counts = SCALES[context.scale];
    const bench = { context, counts, recorder: { library, scratch, seed } };
    return [
      ...(await cutWorkload(bench)),
      await cutFailing(bench),
      ...(await cutDaemon(bench)),
      await cutControl(bench, "unsynced", "no sync of the log, as with synchronous NORMAL"),
      await cutControl(bench, "unawaited", "answers before the sync has ended"),
    ];
  },
};

interface Bench {
  readonly context: TortureContext;
  readonly counts: Counts;
  readonly recorder: Recorder;
}

async function cutWorkload(bench: Bench): Promise<Row[]> {
  const { recordings, points, startStep } = bench.counts;
  const results: Result[] = [];
  const starts: Result[] = [];
  let promised = 0;
  let early = 0;
  for (let number = 0; number < recordings; number += 1) {
    const recorder = { ...bench.recorder, seed: bench.recorder.seed + number };
    const recorded = await recordWorkload(recorder, `real-${number}`);
    requireWhole(recorded);
    const { steps } = recorded;
    const random = seededRandom(recorder.seed);
    results.push(await cut(bench, steps, randomPoints(steps, points / 2, random)));
    results.push(await cut(bench, steps, pointsAfterPromises(steps, points / 2, random)));
    const ofStart = pointsOfFirstStart(steps).filter((_, at) => at % startStep === 0);
    if (number === 0) starts.push(await cut(bench, steps, ofStart));
    const order = syncOrderOf(steps);
    promised += order.promised;
    early += order.unsynced.length;
  }
  return [
    rowOf("power cut at any moment, and right after an answer", KEPT, results),
    rowOf("power cut at each step of a home's first start", "the home starts", starts),
    {
      fault: "order of writes, syncs and answers",
      times: promised,
      promised: "each answer after the sync of its row",
      seen: `${early} of ${promised.toLocaleString("en")} too early`,
      kept: early === 0 && promised > 700,
    },
  ];
}

async function cutFailing(bench: Bench): Promise<Row> {
  const { steps } = await recordWorkload(bench.recorder, "failing", { failEvery: FAIL_EVERY });
  const failed = steps.filter((step) => step.kind === "sync ended" && !step.isWell).length;
  const points = pointsAfterPromises(
    steps,
    bench.counts.failing,
    seededRandom(bench.recorder.seed),
  );
  const row = rowOf(`power cut where ${failed} syncs had failed`, KEPT, [
    await cut(bench, steps, points),
  ]);
  return { ...row, kept: row.kept && failed > 5 };
}

async function cutDaemon(bench: Bench): Promise<Row[]> {
  const { posts, daemonPoints } = bench.counts;
  const cutOne = async (failEvery: number, fault: string): Promise<Row> => {
    const { steps, codes } = await recordDaemon(bench.recorder, bench.context, {
      posts,
      failEvery,
    });
    const random = seededRandom(bench.recorder.seed);
    const result = await cut(bench, steps, pointsAfterPromises(steps, daemonPoints, random));
    const row = rowOf(fault, KEPT, [result]);
    const accepted = codes.filter((code) => code === 202).length;
    const refused = codes.filter((code) => code === 503).length;
    const onlyThese = accepted + refused === codes.length;
    return {
      ...row,
      seen: `${row.seen}; ${accepted} times 202, ${refused} times 503`,
      kept: row.kept && onlyThese && accepted > 0 && (failEvery > 0 || refused === 0),
    };
  };
  return [
    await cutOne(0, "power cut of the whole daemon under load"),
    await cutOne(FAIL_EVERY, `the same, every ${FAIL_EVERY}th sync failing`),
  ];
}

async function cutControl(bench: Bench, control: string, what: string): Promise<Row> {
  const { steps } = await recordWorkload(bench.recorder, control, { control });
  const random = seededRandom(bench.recorder.seed);
  const { cuts, broken, worst } = await cut(
    bench,
    steps,
    pointsAfterPromises(steps, bench.counts.controls, random),
  );
  const early = syncOrderOf(steps).unsynced.length;
  return {
    fault: `control: ${what}`,
    times: cuts,
    promised: "fails this check",
    seen: `${broken.length} of ${cuts} cuts lost something, at worst ${worst} deliveries`,
    kept: broken.length > 0 && early > 0,
  };
}

async function cut(
  { context, recorder: { seed, scratch } }: Bench,
  steps: readonly Step[],
  points: readonly number[],
): Promise<Result> {
  const result = await cutRecording(steps, points, { random: seededRandom(seed), scratch });
  const { cuts, broken, worst } = result;
  context.say(`${cuts} cuts in ${steps.length} steps, ${broken.length} broken, at worst ${worst}`);
  if (broken.length > 0) context.say(JSON.stringify(broken[0]).slice(0, 500));
  return result;
}

function rowOf(fault: string, promised: string, results: readonly Result[]): Row {
  const cuts = results.reduce((sum, result) => sum + result.cuts, 0);
  const broken = results.flatMap((result) => result.broken);
  const seen = `${broken.length} of ${cuts.toLocaleString("en")} cuts broke it`;
  return { fault, times: cuts, promised, seen, kept: broken.length === 0 && cuts > 0 };
}

/** What is checked is worth a check: the recording has everything in it, and the log was begun anew often. */
function requireWhole({ folder, steps }: Recorded): void {
  const disk = createDisk();
  for (const step of steps) disk.apply(step);
  for (const [name, content] of disk.seen())
    if (!content.equals(readFileSync(path.join(folder, name))))
      throw new Error(`the recording of ${name} is not whole`);
  const logHeaders = steps.filter((step) => step.kind === "write" && step.data.length === 32);
  if (logHeaders.length < 6) throw new Error("the recording has too few checkpoints in it");
}

function memoryFolder(context: TortureContext): string {
  const inMemory = "/dev/shm";
  const parent = existsSync(inMemory) ? inMemory : tmpdir();
  const folder = mkdtempSync(path.join(parent, "wakehook-power-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
