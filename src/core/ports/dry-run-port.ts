// A dry run: what an edited hook would do with what was recorded. Starts nothing, writes nothing.

import type { WireDryRun } from "../wire/wire-dry-run.ts";
import type { EntryFields } from "./hook-editor-port.ts";

/** How many deliveries a dry run takes up: where nothing is said, and at most. */
export const DRY_RUN_DELIVERIES = { usual: 200, most: 1000 } as const;

/** What is tried. */
export interface DryRunOrder {
  readonly hookId: string;
  /** What is set differently; null takes a field out. null: the hook as it is. */
  readonly fields: EntryFields | null;
  /** The newest so many. */
  readonly last: number;
  /** Only those that came since, epoch milliseconds; null: however old. */
  readonly since: number | null;
  readonly wantsPrompts: boolean;
}

/** Tries it. Throws WakehookError `not_found`, `usage`, `settings_invalid` with all that is wrong with the edited hook. */
export type DryRunPort = (order: DryRunOrder) => Promise<WireDryRun>;
