// What was decided about a delivery that waits.

import type { DoneStatus, HeldStatus } from "./status.ts";

/** What admission or the owner decided about a delivery. */
export type Verdict =
  | { readonly kind: "run" }
  /** Stays queued, and is not started before an instant. */
  | { readonly kind: "wait"; readonly until: number; readonly reason: string }
  | {
      readonly kind: "hold";
      readonly status: HeldStatus;
      readonly reason?: string;
      /** When it goes on by itself, where that is known. */
      readonly until?: number | undefined;
      /** When it ends as `skipped:expired`. */
      readonly expiresAt?: number | undefined;
    }
  | { readonly kind: "end"; readonly status: DoneStatus; readonly reason?: string };
