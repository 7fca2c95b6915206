// A property of the torture: what must hold for whatever is made up, and a stand-in with a fault that it must find.

import * as fc from "fast-check";
import type { Row, Scale } from "../part.ts";

/** How a property is tried. */
export interface Attempt {
  readonly numRuns: number;
  /** The same seed makes up the same. */
  readonly seed: number;
}

/** What was found. */
export interface Found {
  readonly runs: number;
  /** The smallest that breaks the promise, and how; null: nothing does. */
  readonly counterexample: string | null;
}

/** A property. */
export interface FuzzProperty {
  /** What is made up. */
  readonly fault: string;
  readonly promised: string;
  readonly runs: Readonly<Record<Scale, number>>;
  /** Tries the real thing, or the stand-in that is broken in one place. */
  attempt(isBroken: boolean, options: Attempt): Promise<Found>;
}

/** Tries a property of fast-check. */
export async function attempt<Value>(
  property: fc.IRawProperty<Value>,
  options: Attempt,
): Promise<Found> {
  const details = await fc.check(property as fc.IAsyncProperty<Value>, options);
  if (!details.failed) return { runs: details.numRuns, counterexample: null };
  const words = fc.stringify(details.counterexample);
  const reason = details.errorInstance instanceof Error ? details.errorInstance.message : "";
  return { runs: details.numRuns, counterexample: `${words}: ${reason}`.slice(0, 2000) };
}

/** Tries the real thing, then shows that the stand-in would not have passed. */
export async function rowOf(property: FuzzProperty, scale: Scale, seed: number): Promise<Row> {
  const found = await property.attempt(false, { numRuns: property.runs[scale], seed });
  const control = await property.attempt(true, { numRuns: property.runs.long, seed });
  const seen =
    found.counterexample === null
      ? `none (seed ${seed}); the control fails after ${control.runs}`
      : `${found.counterexample} (seed ${seed})`;
  return {
    fault: property.fault,
    times: found.runs,
    promised: property.promised,
    seen: control.counterexample === null ? "the control found nothing: no proof" : seen,
    kept: found.counterexample === null && control.counterexample !== null,
  };
}
