// When a key is to end, as typed.

import { parseDuration } from "../../core/settings/duration.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Input } from "../input.ts";

/** Commands that make a key take it. */
export const EXPIRES_OPTION = [
  "--expires <time>",
  "when it ends by itself, as 90d; without it: when you revoke it",
] as const;

/** Epoch milliseconds; null: never. @throws WakehookError `usage`. */
export function expiryOf(input: Input, now: number): number | null {
  const typed = input.text("expires");
  if (typed === undefined || typed === "never") return null;
  const seconds = parseDuration(typed);
  if (seconds !== null) return now + seconds * 1000;
  throw new WakehookError("usage", `--expires "${typed}" is no time`, { hint: "write 12h or 90d" });
}
