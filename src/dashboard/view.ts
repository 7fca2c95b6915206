// What every page knows beside its own records.

import type { Notice } from "./sessions.ts";
import type { TimeView } from "./words.ts";

/** What every page knows. */
export interface View extends TimeView {
  /** Stands in each form. */
  readonly csrf: string;
  readonly version: string;
  /** What the last act came to; shown once. */
  readonly notice: Notice | null;
}

/** Counts that stand on every page. */
export interface Counts {
  readonly running: number;
  readonly queued: number;
  readonly held: number;
}
