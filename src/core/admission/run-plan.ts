// A run before it starts, as the owner is shown it: made by dispatch, by the very rules that start one.

import type { Hook } from "../settings/hook.ts";
import type { TrustVerdict } from "./trust.ts";

/** What would run for a delivery. */
export interface RunPlan {
  /** As it would run: with the provider and the permission that are decided on. */
  readonly hook: Hook;
  /** The agent program, or the targets; null: nothing that could do it. */
  readonly agent: string | null;
  /** The folder's real path; null: there is none, or it is not there. */
  readonly folder: string | null;
  /** What `trust` says of the author; null: the hook has none. */
  readonly trust: TrustVerdict | null;
}
