import path from "node:path";
import type { TortureContext } from "../part.ts";
import { checkLedger } from "./check-ledger.ts";
import { openCrashHome } from "./crash-home.ts";
import { createSenders } from "./senders.ts";

const PRELOAD = path.join(import.meta.dirname, "fixtures/early-answer.ts");

/** Kills a daemon that answers before the commit. Returns how many were acknowledged, and how many of them lost. */
export async function killEarlyAnswer(
  context: TortureContext,
  kills: number,
): Promise<{ readonly acknowledged: number; readonly lost: number }> {
  const { home, traces } = await openCrashHome(context);
  const senders = createSenders([{ hookId: "filtered", loops: 16 }]);
  for (let kill = 1; kill <= kills; kill++) {
    const daemon = await home.spawn({ preload: PRELOAD });
    const stop = senders.run(daemon.hooksUrl);
    await senders.answered(50 + Math.random() * 150, 2000);
    await daemon.kill("SIGKILL");
    await daemon.close();
    await stop();
  }
  const { findings } = checkLedger(home.paths.database, senders.journal, traces);
  return { acknowledged: senders.journal.size, lost: findings.lost.length };
}
