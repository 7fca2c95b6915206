// The power fails at random moments: whatever was promised by then is on the disk. kill -9 cannot show that,
// because the system keeps what a dead program wrote. So a program is recorded while it writes, the recording is
// cut, and the disk is built anew: once with nothing that was not synced, once with a random part of it.
// Controls that promise too early must lose by the same measure.

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aHook, createHome } from "../e2e/daemon-home.ts";
import {
  cutRecording,
  pointsAfterPromises,
  pointsOfFirstStart,
  randomPoints,
  type Result,
} from "./power-loss/cuts.ts";
import { createDisk } from "./power-loss/disk.ts";
import {
  buildRecorder,
  readRecording,
  recordingEnvironment,
  type Step,
} from "./power-loss/recording.ts";
import { seededRandom } from "./power-loss/seeded-random.ts";
import { syncOrderOf } from "./power-loss/sync-order.ts";

const WORKLOAD = path.join(import.meta.dirname, "power-loss/fixtures/workload.ts");
/** So many anywhere and so many after a promise; each is made both ways. */
const CUTS = 42;
const CONTROL_CUTS = 12;
const DAEMON_CUTS = 20;
const DAEMON_POSTS = 300;
const DAEMON_SENDERS = 32;

const inMemory = "/dev/shm";
const scratch = mkdtempSync(
  path.join(existsSync(inMemory) ? inMemory : tmpdir(), "wakehook-power-"),
);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const recorder = buildRecorder(scratch);
const seed = Number(process.env["POWER_LOSS_SEED"] ?? Date.now() % 1_000_000);

/** Records the workload. Its folder stays as it left it. */
async function recordWorkload(name: string, ...control: readonly string[]) {
  const folder = path.join(scratch, name);
  const files = { folder, journal: `${folder}.journal`, log: `${folder}.log` };
  mkdirSync(folder, { mode: 0o700 });
  await promisify(execFile)(
    process.execPath,
    [WORKLOAD, folder, files.journal, String(seed), ...control],
    { env: { ...process.env, ...recordingEnvironment(recorder ?? "", files) } },
  );
  return { folder, steps: readRecording(files.log, folder) };
}

function cut(steps: readonly Step[], points: readonly number[]): Result {
  const result = cutRecording(steps, points, { random: seededRandom(seed), scratch });
  const { cuts, broken, worst } = result;
  console.info(`seed ${seed}: ${cuts} cuts, ${broken.length} broken, at worst ${worst} lost`);
  return result;
}

function cutAfterPromises(steps: readonly Step[], cuts: number): Result {
  return cut(steps, pointsAfterPromises(steps, cuts, seededRandom(seed)));
}

/** How often the log was begun anew: it is, after a checkpoint and at every opening. */
function logBeginnings(steps: readonly Step[]): number {
  const headers = steps.filter((step) => step.kind === "write" && step.data.length === 32);
  return headers.length;
}

describe.skipIf(recorder === null)("a power cut", () => {
  let real: Awaited<ReturnType<typeof recordWorkload>>;
  beforeAll(async () => {
    real = await recordWorkload("real");
  });

  it(`loses nothing that the ledger has promised, in ${4 * CUTS} cuts`, { timeout: 60_000 }, () => {
    const { folder, steps } = real;
    const disk = createDisk();
    for (const step of steps) disk.apply(step);

    const order = syncOrderOf(steps);
    const anywhere = cut(steps, randomPoints(steps, CUTS, seededRandom(seed)));
    const promised = cutAfterPromises(steps, CUTS);

    expect([...anywhere.broken, ...promised.broken]).toEqual([]);
    expect(order.unsynced).toEqual([]);
    // What was checked is worth a check: the recording is whole, long, and has checkpoints in it.
    for (const [name, content] of disk.seen())
      expect(content.equals(readFileSync(path.join(folder, name)))).toBe(true);
    expect(order.promised).toBeGreaterThan(700);
    expect(logBeginnings(steps)).toBeGreaterThan(6);
  });

  it("leaves a home that starts, whenever it comes in the first start", { timeout: 60_000 }, () => {
    const { cuts, broken } = cut(real.steps, pointsOfFirstStart(real.steps));

    expect(broken).toEqual([]);
    expect(cuts).toBeGreaterThan(100);
  });

  it.each(["unsynced", "unawaited"])(
    "loses what a control has promised whose log is %s",
    { timeout: 60_000 },
    async (control) => {
      const { steps } = await recordWorkload(control, control);

      const { broken } = cutAfterPromises(steps, CONTROL_CUTS);

      expect(broken.length).toBeGreaterThan(0);
      expect(syncOrderOf(steps).unsynced.length).toBeGreaterThan(0);
    },
  );

  it("loses nothing that the daemon has answered with 202", { timeout: 60_000 }, async () => {
    const home = await createHome({ hooks: [aHook("site", { events: ["wanted"] })] });
    const log = path.join(scratch, "daemon.log");
    const files = { folder: home.paths.root, journal: "", log };
    const variables = Object.entries(recordingEnvironment(recorder ?? "", files));
    const prefix = ["env", ...variables.map(([name, value]) => `${name}=${value}`)];
    const daemon = await home.spawn({ prefix });
    const codes: number[] = [];
    let number = 0;
    const send = async (): Promise<void> => {
      while (codes.length < DAEMON_POSTS)
        codes.push((await daemon.post("site", { number: number++ })).status);
    };
    await Promise.all(Array.from({ length: DAEMON_SENDERS }, send));
    await daemon.kill("SIGTERM");
    const steps = readRecording(log, home.paths.root);

    const order = syncOrderOf(steps);
    const { broken } = cutAfterPromises(steps, DAEMON_CUTS);

    expect(broken).toEqual([]);
    expect(order).toEqual({ promised: codes.length, unsynced: [] });
    expect(new Set(codes)).toEqual(new Set([202]));
  });
});
