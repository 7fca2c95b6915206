// Calls that are to happen once, as rows: so many, of so many bytes, for so long; the oldest go first.

import type { KeyedDigest, OnceBegun, OncePort } from "../../core/ports/once-port.ts";
import type { Connection } from "../file/connection.ts";
import type { ChangeDeps } from "./delivery-states.ts";

/** What is kept. */
export const ONCE_LIMITS = { keepMs: 86_400_000, most: 1000, bytes: 33_554_432 } as const;

interface Row {
  readonly body: Uint8Array;
  readonly answer: Uint8Array | null;
}

/** Creates this part over an open store. */
export function createOnceCalls({ store, clock }: ChangeDeps): OncePort<Uint8Array> {
  return {
    begin(call) {
      const now = clock.now();
      const known = store.read((connection) => readCall(connection, call, now));
      if (known !== null) return known;
      store.change((connection) => {
        forgetOld(connection, now);
        connection.run(
          "INSERT OR REPLACE INTO once_calls (key, body_sha256, begun_at) VALUES (?, ?, ?)",
          [call.key, call.body, now],
        );
      });
      return { kind: "begun" };
    },
    end(key, answer) {
      store.change((connection) => {
        connection.run("UPDATE once_calls SET answer = ? WHERE key = ?", [answer, key]);
        forgetBeyond(connection);
      });
    },
    forget(key) {
      store.change((connection) => connection.run("DELETE FROM once_calls WHERE key = ?", [key]));
    },
  };
}

/** null: not known, or longer ago than is kept. */
function readCall(
  connection: Connection,
  { key, body }: KeyedDigest,
  now: number,
): OnceBegun<Uint8Array> | null {
  const row = connection.one<Row>(
    "SELECT body_sha256 AS body, answer FROM once_calls WHERE key = ? AND begun_at > ?",
    [key, now - ONCE_LIMITS.keepMs],
  );
  if (row === undefined) return null;
  if (Buffer.compare(row.body, body) !== 0) return { kind: "other_body" };
  return row.answer === null ? { kind: "unknown" } : { kind: "done", answer: row.answer };
}

function forgetOld(connection: Connection, now: number): void {
  connection.run("DELETE FROM once_calls WHERE begun_at <= ?", [now - ONCE_LIMITS.keepMs]);
  // One more is about to be added.
  connection.run(
    `DELETE FROM once_calls WHERE number <=
      (SELECT number FROM once_calls ORDER BY number DESC LIMIT 1 OFFSET ?)`,
    [ONCE_LIMITS.most - 1],
  );
}

/** Whoever was answered longest ago asks again least. The newest stays, whatever its size. */
function forgetBeyond(connection: Connection): void {
  connection.run(
    `DELETE FROM once_calls WHERE number IN (
      SELECT number FROM (
        SELECT number, sum(length(answer)) OVER newer - length(answer) AS before
          FROM once_calls WHERE answer IS NOT NULL
          WINDOW newer AS (ORDER BY number DESC)
      ) WHERE before > ?)`,
    [ONCE_LIMITS.bytes],
  );
}
