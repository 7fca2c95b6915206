// A daemon dies before its first call to the system, the next one before its second, and so on, until one lives
// through it all. How many calls a step takes differs by a few from life to life; the named points are hit exactly.

import type { Judgement, Lives } from "./lives.ts";

/** What was swept. */
export interface Sweep {
  /** What the dead were about to do, one line each: `before write wakehook.db-wal`. */
  readonly deaths: readonly string[];
  readonly step: number;
  readonly judgement: Judgement;
}

/** Which calls: every `step`th from a random one on. */
export interface SweepPlan {
  readonly step: number;
  readonly way: "work" | "recovery";
}

/** More calls than any daemon makes here: something is wrong with the count then. */
const MOST = 5000;

/** Sweeps over the way of a delivery, or over the recovery of one that was interrupted. */
export async function sweepPoints(lives: Lives, { step, way }: SweepPlan): Promise<Sweep> {
  const deaths: string[] = [];
  for (let number = 1 + Math.floor(Math.random() * step); number < MOST; number += step) {
    const key = `${way}-${number}`;
    const point = { call: "any", number, side: "before" } as const;
    const death =
      way === "work"
        ? await lives.dieAtWork({ ...point, from: "request" }, "effects", key)
        : await lives.dieInRecovery({ ...point, from: "start" }, key);
    if (death === null) return { deaths, step, judgement: await lives.judge() };
    deaths.push(death);
  }
  throw new Error(`no daemon lived through ${MOST} calls`);
}

/** How many died at each kind of call, for a person who reads. */
export function deathsByKind(deaths: readonly string[]): string {
  const groups = Map.groupBy(deaths, (death) => death.split(" ")[1] ?? "");
  return [...groups].map(([kind, all]) => `${all.length} ${kind}`).join(", ");
}
