// What the attacks of the part share: a home full of unruly programs, and the question what they left behind.

import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { openHome, type DaemonHome, type LiveChild } from "../../test/e2e/open-home.ts";
import { waitingReports } from "../crash/check-ledger.ts";
import { leftBehind } from "../left-behind.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { Row, TortureContext } from "../part.ts";
import { putUnrulyAgent, unrulyHooks, unrulyTargets } from "./unruly.ts";

const LONGEST_WAIT_MS = 180_000;
/** The launcher's compiled program, for the next start. */
const PROGRAM_CACHE = /^wakehook-cache-/;

/** A home, and the temporary folder that its daemons have to themselves. */
export interface Bench {
  readonly home: DaemonHome;
  readonly temporary: string;
  /** How often each thing is done. */
  readonly times: number;
  readonly spawn: () => Promise<LiveChild>;
}

/** Opens the home; it goes with the part. */
export async function openBench(context: TortureContext, times: number): Promise<Bench> {
  const home = await openHome({
    config: { features: { commands: true, agents: true }, targets: unrulyTargets() },
    hooks: unrulyHooks(),
  });
  context.after(() => home.close());
  putUnrulyAgent(home.bin);
  const temporary = path.join(home.folder, "tmp");
  await mkdir(temporary);
  return {
    home,
    temporary,
    times,
    spawn: () => home.spawn({ prefix: ["env", `TMPDIR=${temporary}`] }),
  };
}

/** Starts a run of a hook; resolves with its id once its program runs. */
export async function start({ home }: Bench, daemon: LiveChild, hookId: string): Promise<string> {
  const { id } = await daemon.post(hookId);
  const run = await daemon.until("a run with its program", () =>
    home.runs(id).find(({ pid }) => pid !== null),
  );
  return run.id;
}

/** Asks what is left. `living` is the daemon's pid while it runs. */
export async function leftRow(
  { home, temporary }: Bench,
  living: number | undefined,
  { fault, times }: Pick<Row, "fault" | "times">,
): Promise<Row> {
  const files = (await readdir(temporary))
    .filter((name) => !PROGRAM_CACHE.test(name))
    .map((name) => `file ${name} of the TMPDIR`);
  const left = [...leftBehind(home, living), ...files];
  const seen = left.length === 0 ? "nothing is left" : left.slice(0, 4).join(", ");
  return {
    fault,
    times,
    promised: "no process, zombie or file is left",
    seen,
    kept: left.length === 0,
  };
}

/** Settles when all deliveries have ended and all reports have arrived; ten that ignore SIGTERM take a minute. */
export async function untilQuiet({ home }: Bench): Promise<void> {
  const isQuiet = (): boolean => home.unended() === 0 && waitingReports(home.paths.database) === 0;
  if (!(await waitUntil(LONGEST_WAIT_MS, isQuiet)))
    throw new Error(`${home.unended()} deliveries have not ended`);
}
