// What the ids of conversations look like.

import { createHash } from "node:crypto";

/** A UUID of any version. */
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A UUID that belongs to the run, so that its conversation can be found again. */
export function uuidOf(runId: string): string {
  const hex = createHash("sha256").update(runId).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
