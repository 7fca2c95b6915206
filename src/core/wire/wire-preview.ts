// A delivery as it would run, on the wire: what the owner looks at before a word is given.

import type { DeliveryId, HookId } from "../records/ids.ts";
import type { Permission } from "../settings/providers.ts";

/** What would run for a delivery. */
export interface WirePreview {
  readonly delivery_id: DeliveryId;
  readonly hook_id: HookId;
  readonly mode: string;
  /** The agent program, or the targets; null: nothing that could do it. */
  readonly agent: string | null;
  /** null: the program's own default, or none. */
  readonly model: string | null;
  /** What the run may do, after `trust` and the owner's word; null: it is not wakehook's to say. */
  readonly permission: Permission | null;
  /** Which line of `trust` decided; null: the hook has none. */
  readonly trust: string | null;
  readonly folder: string | null;
  /** It would work in a git worktree of its own. */
  readonly worktree: boolean;
  /** How long ago it was received, milliseconds. */
  readonly age_ms: number;
  /** What the last run of its hook cost; null: none has said so. */
  readonly last_cost_usd: number | null;
  /**
   * The prompt or the message, with zeros where a run has random digits, and a stand-in for its mark; null: see
   * `problem`, or its mode is given the payload as it came.
   */
  readonly prompt: string | null;
  /** Placeholders without a value. */
  readonly missing: readonly string[];
  /** Why there is no prompt. */
  readonly problem: string | null;
}
