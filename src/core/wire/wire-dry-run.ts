// What a dry run says, on the wire: `dry-run --json`, the admin API and the dashboard read the same.

import type { DeliveryId, HookId } from "../records/ids.ts";
import type { Status } from "../records/status.ts";

/** What would become of a delivery. `run` with a status: after it was held so. */
export interface WireOutcome {
  readonly outcome: "run" | "hold" | "merged" | "end";
  readonly status: Status | null;
  readonly reason: string | null;
  /** When it would run, epoch milliseconds. */
  readonly ran_at: number | null;
  readonly merged_into: DeliveryId | null;
}

/** One recorded delivery. */
export interface WireDryRunRow {
  readonly delivery_id: DeliveryId;
  readonly event: string | null;
  readonly entity: string | null;
  readonly received_at: number;
  readonly now: WireOutcome;
  /** null: nothing was edited. */
  readonly edited: WireOutcome | null;
  readonly differs: boolean;
  /** Lines of the prompt that differ, `-` and `+`, or all of it where nothing was edited; null: not asked for. */
  readonly prompt: readonly string[] | null;
}

/** How many come to what. */
export interface OutcomeCounts {
  readonly run: number;
  readonly hold: number;
  readonly merged: number;
  readonly end: number;
}

/** A dry run as a whole. */
export interface WireDryRun {
  readonly hook_id: HookId;
  /** Oldest first. */
  readonly deliveries: readonly WireDryRunRow[];
  readonly summary: {
    readonly deliveries: number;
    /** Whose body is no longer kept: what looks into it could not be asked. */
    readonly emptied_bodies: number;
    readonly now: OutcomeCounts;
    readonly edited: OutcomeCounts | null;
    readonly differ: number;
    readonly prompts_differ: number | null;
  };
}
