// kill -9 at random moments under load, again and again in one home; then what was promised is held against what is.

import { setTimeout as sleep } from "node:timers/promises";
import type { DaemonHome, LiveChild } from "../../test/e2e/open-home.ts";
import { leftBehind } from "../left-behind.ts";
import { waitUntil } from "../load/wait-until.ts";
import type { TortureContext } from "../part.ts";
import { checkLedger, type Extent, type Findings } from "./check-ledger.ts";
import { openCrashHome } from "./crash-home.ts";
import { createSenders, type Senders } from "./senders.ts";

/** What so many kills of one home brought. */
export interface Round {
  readonly acknowledged: number;
  readonly findings: Findings;
  readonly extent: Extent;
  /** What the dead daemons left behind when the last one had ended all work. */
  readonly left: readonly string[];
}

/** Every so many kills the daemon dies on its way up. */
const EARLY_EVERY = 5;
/** And every so many only after a program of its own has begun, however slow the machine is: there is one to end. */
const RUNNING_EVERY = 2;
const LONGEST_WAIT_MS = 10_000;
/** Mostly it dies while it takes deliveries, and so often while it carries some out. */
const MORE_TIME = 0.25;
const SENDERS = [
  { hookId: "filtered", loops: 13 },
  { hookId: "effects", loops: 2, pauseMs: 15 },
  { hookId: "long", loops: 1, pauseMs: 200 },
];

/** Kills the daemon of a new home so many times, lets the last one end its work, and checks. */
export async function killUnderLoad(context: TortureContext, kills: number): Promise<Round> {
  const { home, traces, longStarts, shortenPrograms, quiet } = await openCrashHome(context);
  const senders = createSenders(SENDERS);
  for (let kill = 1; kill <= kills; kill++)
    if (kill % EARLY_EVERY === 0) await killAtStart(home);
    else if (kill % RUNNING_EVERY === 0) await killWhileRunning(home, senders, longStarts);
    else await killAtWork(await home.spawn(), senders);
  await shortenPrograms();
  const last = await home.spawn();
  await quiet();
  const left = leftBehind(home, last.pid);
  await last.kill("SIGTERM");
  const checked = checkLedger(home.paths.database, senders.journal, traces);
  await home.close();
  return { acknowledged: senders.journal.size, left, ...checked };
}

async function killWhileRunning(
  home: DaemonHome,
  senders: Senders,
  longStarts: () => number,
): Promise<void> {
  const before = longStarts();
  const hasBegun = (): boolean => longStarts() > before;
  await killAtWork(await home.spawn(), senders, () => waitUntil(LONGEST_WAIT_MS, hasBegun));
}

async function killAtWork(
  daemon: LiveChild,
  senders: Senders,
  notBefore: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const stop = senders.run(daemon.hooksUrl);
  await notBefore();
  await senders.answered(between(1, 150), 1000);
  await sleep(between(0, Math.random() < MORE_TIME ? 250 : 30));
  await daemon.kill("SIGKILL");
  await daemon.close();
  await stop();
}

/** Kills a daemon that is still on its way up: while it migrates, recovers, takes up. */
async function killAtStart(home: DaemonHome): Promise<void> {
  const starting = home.spawn({ killAfterMs: between(80, 350) });
  const daemon = await starting.catch(() => null);
  await daemon?.kill("SIGKILL");
}

function between(from: number, to: number): number {
  return from + Math.random() * (to - from);
}
