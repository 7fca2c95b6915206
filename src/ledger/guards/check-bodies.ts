// The bodies of a readable database come in; those that are not what was received go out, in words.

import { hash } from "node:crypto";
import { openForReading, type Connection } from "../file/connection.ts";
import { faultOf } from "../file/sqlite-error.ts";

/** Most deliveries that are named. */
const MOST_NAMED = 20;

/** Compares every body with its digest, and sees that what waits has one. Opens for reading only. */
export function checkBodies(file: string): string[] {
  const connection = openForReading(file);
  try {
    const rows = connection.all<{ id: string; sequence: number; digest: Uint8Array }>(
      "SELECT d.id, sequence, d.body_sha256 AS digest FROM contents JOIN deliveries d USING (sequence)",
    );
    const altered = rows.filter((row) => !isWhole(connection, row)).map(({ id }) => id);
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

function isWhole(
  connection: Connection,
  { sequence, digest }: { readonly sequence: number; readonly digest: Uint8Array },
): boolean {
  try {
    const sql = "SELECT body FROM contents WHERE sequence = ?";
    const body = connection.one<{ body: Uint8Array }>(sql, [sequence])?.body;
    return body !== undefined && hash("sha256", body, "buffer").equals(digest);
  } catch (thrown) {
    if (faultOf(thrown) === "damaged") return false;
    throw thrown;
  }
}

function inWords(ids: readonly string[], what: string): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : "";
  return [`${what}: ${ids.slice(0, MOST_NAMED).join(", ")}${more}`];
}
