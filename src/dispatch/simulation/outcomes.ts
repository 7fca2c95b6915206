// What would become of deliveries: compared, counted, on the wire.

import type { OutcomeCounts, WireOutcome } from "../../core/wire/wire-dry-run.ts";
import type { Simulated } from "./simulate.ts";

/** Two outcomes that an owner would call the same. */
export function isSameOutcome(a: Simulated, b: Simulated): boolean {
  return (
    a.kind === b.kind &&
    a.status === b.status &&
    a.ranAt === b.ranAt &&
    a.mergedInto === b.mergedInto
  );
}

/** Counts outcomes. */
export function countOutcomes(outcomes: readonly Simulated[]): OutcomeCounts {
  const count = (kind: Simulated["kind"]): number =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  return { run: count("run"), hold: count("hold"), merged: count("merged"), end: count("end") };
}

/** One outcome on the wire. */
export function wireOutcome(outcome: Simulated): WireOutcome {
  const { kind, status, reason, ranAt, mergedInto } = outcome;
  return { outcome: kind, status, reason, ran_at: ranAt, merged_into: mergedInto };
}
