// How often the properties of these tests are tried: `npm run torture -- fuzz --long` asks for many times as many.
// vitest loads this before each test file then; a property that names a number of runs of its own asks `propertyRuns`.

import * as fc from "fast-check";

const FACTOR = Number(process.env["WAKEHOOK_PROPERTY_FACTOR"] ?? 1);
const USUAL_RUNS = 100;

if (FACTOR !== 1)
  fc.configureGlobal({
    numRuns: propertyRuns(USUAL_RUNS),
    seed: Number(process.env["WAKEHOOK_PROPERTY_SEED"] ?? Date.now() % 2 ** 31),
  });

/** This many, or many times as many. */
export function propertyRuns(usual: number): number {
  return usual * FACTOR;
}
