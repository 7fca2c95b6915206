// What would become of a delivery, in words and counts.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Simulated } from "../../dispatch/simulation/simulate.ts";
import { counted } from "../terminal/columns.ts";
import { printableLine } from "../terminal/printable.ts";
import { dateAndTime } from "../terminal/when.ts";

const LONGEST_REASON = 70;

/** One outcome on one line. */
export function outcomeWords({ receivedAt }: Delivery, outcome: Simulated): string {
  const { kind, status, reason, ranAt, mergedInto } = outcome;
  if (kind === "merged") return `merged into ${mergedInto ?? ""}`;
  if (kind !== "run") return withReason(status ?? "waits", reason);
  if (ranAt === null || ranAt === receivedAt) return "run";
  return `run at ${dateAndTime(ranAt)}${status === null ? "" : ` after ${status}`}`;
}

/** Two outcomes that an owner would call the same. */
export function isSameOutcome(a: Simulated, b: Simulated): boolean {
  return (
    a.kind === b.kind &&
    a.status === b.status &&
    a.ranAt === b.ranAt &&
    a.mergedInto === b.mergedInto
  );
}

/** How many come to what. */
export interface Counts {
  readonly run: number;
  readonly hold: number;
  readonly merged: number;
  readonly end: number;
}

/** Counts outcomes. */
export function countOutcomes(outcomes: readonly Simulated[]): Counts {
  const count = (kind: Simulated["kind"]): number =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  return { run: count("run"), hold: count("hold"), merged: count("merged"), end: count("end") };
}

/** The counts on one line. */
export function countWords({ run, hold, merged, end }: Counts): string {
  return `${counted(run, "run")}, ${hold} held, ${merged} merged into newer ones, ${end} ended without a run`;
}

/** An outcome as `--json` gives it. */
export function wireOutcome(outcome: Simulated) {
  const { kind, status, reason, ranAt, mergedInto } = outcome;
  return { outcome: kind, status, reason, ran_at: ranAt, merged_into: mergedInto };
}

function withReason(status: string, reason: string | null): string {
  return reason === null ? status : `${status}: ${printableLine(reason, LONGEST_REASON)}`;
}
