// The whole state machine of dispatch against what must always hold, after any steps in any order; at the end
// everything is let go, and everything must come to its end.

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { tempFolder, tempLedger } from "../ledger/temp-ledger.ts";
import { propertyRuns } from "../property-runs.ts";
import { checkAll, checkStart } from "./model-checks.ts";
import { fieldsOf, HOOKS, step, take, type Known } from "./model-steps.ts";
import { mortalClock } from "./mortal-clock.ts";
import { openWorld } from "./world.ts";

/** What is compared has nothing to do with the disk, which is slow. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const HOUR = 3_600_000;
const steps = fc.array(step, { minLength: 5, maxLength: 50, size: "max" });

it(
  "keeps its promises after any steps, and brings everything to an end",
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const known = await start();
        for (const one of all) {
          await take(known, one);
          for (const run of known.early ?? []) checkStart(known.world, run);
          known.early = null;
          checkAll(known);
        }
        await letAllGo(known);
        const states = known.accepted.map((id) => known.world.get(id).state);
        expect(new Set(states)).toEqual(new Set(states.length === 0 ? [] : ["done"]));
        await known.world.dispatcher.shutdown(0);
        known.world.ledger.close();
      }),
      { numRuns: propertyRuns(60) },
    );
  },
  propertyRuns(60_000),
);

/** A run that starts is looked at in that moment. */
async function start(): Promise<Known> {
  const temp = tempLedger(tempFolder(FOLDER));
  const clock = mortalClock(temp.clock);
  const emit = (event: WakehookEvent): void => {
    if (event.type !== "run" || event.run.state !== "running") return;
    if (known.early !== null) known.early.push(event.run);
    else noteFault(known, () => checkStart(known.world, event.run));
  };
  const known = { accepted: [], faults: [], early: null, clock } as unknown as Known;
  known.world = openWorld({ emit, clock }, { temp, clock: temp.clock, number: 0 });
  for (const id of HOOKS) known.world.putHook(id, fieldsOf(id));
  await known.world.dispatcher.start();
  await known.world.settle();
  return known;
}

/** A listener must not throw. */
function noteFault({ faults }: Known, check: () => void): void {
  try {
    check();
  } catch (thrown) {
    faults.push(thrown);
  }
}

/** The owner lets everything go, and every run comes to a good end. */
async function letAllGo(known: Known): Promise<void> {
  const { world } = known;
  for (const { kind, name } of world.dispatcher.pauses()) world.dispatcher.resume(kind, name);
  await world.reload(() => {
    for (const id of HOOKS) world.putHook(id, fieldsOf(id));
  });
  for (let round = 0; round < 200; round += 1) {
    await world.dispatcher.releaseAll();
    await world.settle();
    checkAll(known);
    const [run] = world.going;
    if (run === undefined && world.dispatcher.counts().queued === 0) break;
    if (run === undefined) await world.advance(HOUR / 4);
    else await run.end();
  }
}
