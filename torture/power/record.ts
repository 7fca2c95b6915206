// Programs are run under the recorder; what they did to the disk and told the outside comes back as steps.

import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { aHook, openHome } from "../../test/e2e/open-home.ts";
import type { TortureContext } from "../part.ts";
import { readRecording, recordingEnvironment, type Step } from "./recording.ts";

/** Where things are, and the random numbers' beginning. */
export interface Recorder {
  /** The library. */
  readonly library: string;
  /** Holds all that is recorded. */
  readonly scratch: string;
  readonly seed: number;
}

/** A program that has ended, and its folder as it left it. */
export interface Recorded {
  readonly folder: string;
  readonly steps: readonly Step[];
}

const WORKLOAD = path.join(import.meta.dirname, "fixtures/workload.ts");
const SENDERS = 32;

/** Records a ledger's life of some days. `control` leaves out what keeps the promise. */
export async function recordWorkload(
  recorder: Recorder,
  name: string,
  { control, failEvery = 0 }: { readonly control?: string; readonly failEvery?: number } = {},
): Promise<Recorded> {
  const folder = path.join(recorder.scratch, name);
  const files = { folder, journal: `${folder}.journal`, log: `${folder}.log`, failEvery };
  mkdirSync(folder, { mode: 0o700 });
  const words = [WORKLOAD, folder, files.journal, String(recorder.seed)];
  await promisify(execFile)(process.execPath, control === undefined ? words : [...words, control], {
    env: { ...process.env, ...recordingEnvironment(recorder.library, files) },
  });
  return { folder, steps: readRecording(files.log, folder) };
}

/** Records the whole daemon while it takes so many deliveries; with the answers' codes. */
export async function recordDaemon(
  recorder: Recorder,
  context: TortureContext,
  { posts, failEvery = 0 }: { readonly posts: number; readonly failEvery?: number },
): Promise<Recorded & { readonly codes: readonly number[] }> {
  const home = await openHome({ hooks: [aHook("site", { events: ["wanted"] })] });
  context.after(() => home.close());
  const folder = home.paths.root;
  const log = path.join(recorder.scratch, `daemon-${failEvery}.log`);
  const files = { folder, journal: "", log, failEvery };
  const variables = Object.entries(recordingEnvironment(recorder.library, files));
  const daemon = await home.spawn({
    prefix: ["env", ...variables.map(([name, value]) => `${name}=${value}`)],
  });
  const codes: number[] = [];
  let number = 0;
  const send = async (): Promise<void> => {
    while (codes.length < posts)
      codes.push((await daemon.post("site", { number: number++ })).status);
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  await daemon.kill("SIGTERM");
  return { folder, codes, steps: readRecording(log, folder) };
}
