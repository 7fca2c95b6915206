// Daemons that break a promise: the check must find it, or it proves nothing.

import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processesOf } from "../../test/e2e/leftovers.ts";
import type { DaemonHome, LiveChild } from "../../test/e2e/open-home.ts";
import type { Row, TortureContext } from "../part.ts";
import { checkLedger } from "./check-ledger.ts";
import { openCrashHome } from "./crash-home.ts";
import { linesOf } from "./lines-of.ts";
import { createSenders } from "./senders.ts";

const PRELOAD = path.join(import.meta.dirname, "fixtures/control-ledger.ts");

/** Kills daemons that answer before the commit. */
export async function earlyAnswerRow(context: TortureContext, kills: number): Promise<Row> {
  const { home, traces } = await openCrashHome(context);
  const senders = createSenders([{ hookId: "filtered", loops: 16 }]);
  for (let kill = 1; kill <= kills; kill++) {
    const daemon = await spawnControl(home, "early-answer");
    const stop = senders.run(daemon.hooksUrl);
    await senders.answered(50 + Math.random() * 150, 2000);
    await daemon.kill("SIGKILL");
    await daemon.close();
    await stop();
  }
  const { findings } = checkLedger(home.paths.database, senders.journal, traces);
  return {
    fault: "control: answers before the commit",
    times: kills,
    promised: "fails this check",
    seen: `${findings.lost.length} of ${senders.journal.size} answers with 202 lost`,
    kept: findings.lost.length > 0,
  };
}

/** Kills daemons that run again what was interrupted. */
export async function runAgainRow(context: TortureContext, kills: number): Promise<Row> {
  const { home, traces } = await openCrashHome(context);
  for (let kill = 1; kill <= kills; kill++) {
    const daemon = await spawnControl(home, "run-again");
    const started = linesOf(traces.starts).length;
    if (kill === 1) await daemon.post("long", { key: "again" });
    await daemon.until("its program runs", () => linesOf(traces.starts).length > started);
    await daemon.kill("SIGKILL");
    await daemon.close();
  }
  await endAll(home);
  const { findings, extent } = checkLedger(home.paths.database, new Map(), traces);
  return {
    fault: "control: runs again what was interrupted",
    times: kills,
    promised: "fails this check",
    seen: `${findings.ranTwice.length} delivery was started ${extent.starts} times`,
    kept: findings.ranTwice.length > 0,
  };
}

/** A shell that is just making a child has one more than were seen. */
async function endAll({ folder }: DaemonHome): Promise<void> {
  for (let left = processesOf(folder); left.length > 0; left = processesOf(folder)) {
    for (const pid of left) endOne(pid);
    await sleep(50);
  }
}

function endOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // ended meanwhile
  }
}

/** Starts a daemon that breaks a promise. */
export function spawnControl(home: DaemonHome, control: string): Promise<LiveChild> {
  return home.spawn({ preload: PRELOAD, prefix: ["env", `CONTROL=${control}`] });
}
