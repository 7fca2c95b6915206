// Accepts of a daemon whose ledger has a long past against one with an empty ledger.

import { fillLedger } from "./fill-ledger.ts";
import { measure, warmUp } from "./measure-accepts.ts";
import type { Scale } from "./scale.ts";
import { startDaemon, writeHome } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** What a past costs. */
export interface HistoryCost {
  readonly deliveries: number;
  /** Accepts with the past, as a share of those with an empty ledger. */
  readonly ofEmpty: number;
}

const LOAD = { auth: "github", connections: 16, bytes: 1000 } as const;

/** Measures two daemons in turn. */
export async function measureHistory(stage: Stage, scale: Scale): Promise<HistoryCost> {
  const [empty, past] = [await stage.folder(), await stage.folder()];
  await Promise.all([writeHome(empty), writeHome(past)]);
  await fillLedger(past, scale.history);
  const young = await startDaemon(stage, empty);
  const old = await startDaemon(stage, past);
  for (const server of [young, old]) await warmUp(server, LOAD, scale);
  const shares: number[] = [];
  for (let round = 0; round < scale.rounds; round += 1) {
    const without = await measure(young, LOAD, scale.roundMs);
    const withPast = await measure(old, LOAD, scale.roundMs);
    shares.push(withPast.perSecond / without.perSecond);
  }
  await Promise.all([young.stop(), old.stop()]);
  return { deliveries: scale.history, ofEmpty: median(shares) };
}
