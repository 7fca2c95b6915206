// What would become of a delivery, in words.

import type { Delivery } from "../../core/records/delivery.ts";
import type { OutcomeCounts } from "../../core/wire/wire-dry-run.ts";
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

/** The counts on one line. */
export function countWords({ run, hold, merged, end }: OutcomeCounts): string {
  return `${counted(run, "run")}, ${hold} held, ${merged} merged into newer ones, ${end} ended without a run`;
}

function withReason(status: string, reason: string | null): string {
  return reason === null ? status : `${status}: ${printableLine(reason, LONGEST_REASON)}`;
}
