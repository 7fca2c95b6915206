// What wakehook's own runs have said, by fingerprint: how a text that comes back is known to be its own.

import type { RunId } from "../../core/records/ids.ts";
import { fingerprintOfPosted } from "../../core/admission/mark.ts";
import { fingerprintOf } from "../accept/claim-index.ts";
import type { Connection } from "../file/connection.ts";
import type { Store } from "../store.ts";

/** An answer as it is kept. */
export interface Posted {
  readonly key: Buffer;
  /** Its row in `posted`. */
  readonly row: number;
}

/** Keeps the fingerprint of an answer within the transaction that ends its run; null where it has none. */
export function addPosted(
  connection: Connection,
  { id, endedAt }: { readonly id: RunId; readonly endedAt: number },
  answer: string | undefined,
): Posted | null {
  const fingerprint = answer === undefined ? null : fingerprintOfPosted(answer);
  if (fingerprint === null) return null;
  const key = Buffer.from(fingerprint, "hex");
  const { rowId: row } = connection.run(
    "INSERT INTO posted (key, run_id, ended_at) VALUES (?, ?, ?)",
    [key, id, endedAt],
  );
  return { key, row };
}

/** The last run that said a text with this fingerprint. Asks the disk only where there is one. */
export function readPostedBy(
  store: Pick<Store, "read" | "memory">,
  fingerprint: string,
): RunId | null {
  const key = Buffer.from(fingerprint, "hex");
  if (key.length < 8) return null;
  const row = store.memory().posted.find(fingerprintOf(key));
  if (row === null) return null;
  const find = "SELECT run_id AS runId FROM posted WHERE number = ? AND key = ?";
  return (
    store.read((connection) => connection.one<{ runId: RunId }>(find, [row, key]))?.runId ?? null
  );
}
