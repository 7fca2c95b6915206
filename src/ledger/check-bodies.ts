// The bodies of a readable database come in; those that are not what was received go out, in words.

import { hash } from "node:crypto";
import { openForReading } from "./connection.ts";

/** Most deliveries that are named. */
const MOST_NAMED = 20;

/** Compares every body with its digest, and sees that what waits has one. Opens for reading only. */
export function checkBodies(file: string): string[] {
  const connection = openForReading(file);
  try {
    const altered: string[] = [];
    const rows = connection.each<{ id: string; digest: Uint8Array; body: Uint8Array }>(
      "SELECT d.id, d.body_sha256 AS digest, c.body FROM contents c JOIN deliveries d USING (sequence)",
    );
    for (const { id, digest, body } of rows)
      if (!hash("sha256", body, "buffer").equals(digest)) altered.push(id);
    const missing = connection
      .all<{ id: string }>(
        `SELECT id FROM deliveries d WHERE state IN ('queued', 'held')
          AND NOT EXISTS (SELECT 1 FROM contents c WHERE c.sequence = d.sequence)`,
      )
      .map(({ id }) => id);
    return [
      ...inWords(altered, "the body is not what was received"),
      ...inWords(missing, "waits, and its body is gone"),
    ];
  } finally {
    connection.close();
  }
}

function inWords(ids: readonly string[], what: string): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : "";
  return [`${what}: ${ids.slice(0, MOST_NAMED).join(", ")}${more}`];
}
