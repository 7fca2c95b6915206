// The ledger against a model of a few lines: whatever is asked of it in whatever order, both agree.

import { cpSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { propertyRuns } from "../property-runs.ts";
import { isWaiting } from "./model.ts";
import { step } from "./model-choices.ts";
import { take, type World } from "./model-steps.ts";
import { ledgerPaths, tempFolder, tempLedger, type TempLedger } from "./temp-ledger.ts";

/** What is compared has nothing to do with the disk, which is slow. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const steps = fc.array(step, { minLength: 10, maxLength: 60, size: "max" });

it(
  "agrees with a model after any steps",
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const temp = tempLedger(tempFolder(FOLDER));
        const open = crashing(temp);
        const world: World = {
          ledger: open(),
          clock: temp.clock,
          reopen: open,
          deliveries: [],
          runs: [],
          pauses: new Map(),
          keys: new Set(),
          nextNumber: 1,
        };
        for (const each of all) {
          await take(world, each);
          compare(world);
        }
        world.ledger.close();
      }),
      { numRuns: propertyRuns(100) },
    );
  },
  propertyRuns(60_000),
);

/** Every other end is a crash: what the disk held while the ledger was open is all that the next one finds. */
function crashing(temp: TempLedger): () => LedgerPort {
  let { paths } = temp;
  let ends = 0;
  return () => {
    const ledger = temp.open({ paths });
    return { ...ledger, close };

    function close(): void {
      if (ends++ % 2 === 0) {
        const next = ledgerPaths(tempFolder(FOLDER));
        cpSync(path.dirname(paths.database), path.dirname(next.database), { recursive: true });
        paths = next;
      }
      ledger.close();
    }
  };
}

function compare({ ledger, deliveries, runs, pauses }: World): void {
  const waiting = deliveries.filter(isWaiting).map(({ id }) => id);
  expect(ledger.waitingCount()).toBe(waiting.length);
  expect(ledger.waiting().map(({ id }) => id)).toEqual(waiting);
  expect(ledger.unfinishedRuns().map(({ run }) => run.deliveryId)).toEqual(
    runs.filter((run) => run !== null).map(({ id }) => id),
  );
  expect(new Set(ledger.pauses())).toEqual(new Set(pauses.values()));
  for (const { claim: _, reattempts: __, ...seen } of deliveries)
    expect(ledger.delivery(seen.id)).toMatchObject(seen);
}
