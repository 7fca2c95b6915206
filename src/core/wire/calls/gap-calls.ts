// What is sent to look for what was missed.

import { number } from "../body-fields.ts";
import { optional } from "../field.ts";
import { hookId } from "../id-fields.ts";

/** A hook, and how far back. */
export const REPAIR = {
  hook_id: hookId("whose sender is asked"),
  since_seconds: optional(number("how far back; default one day", 60, 31_536_000)),
} as const;
