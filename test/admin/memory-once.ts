// Calls that happen once, in memory, as the ledger keeps them.

import type { KeptAnswer, OncePort } from "../../src/core/ports/once-port.ts";
import type { Clock } from "../../src/system/clock.ts";

export const KEEP_MS = 86_400_000;

interface Row {
  readonly body: string;
  readonly at: number;
  readonly answer: KeptAnswer | null;
}

export function memoryOnce(clock: Pick<Clock, "now">): OncePort<KeptAnswer> {
  const rows = new Map<string, Row>();
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    begin({ key, body }) {
      const row = rows.get(text(key));
      if (row === undefined || clock.now() - row.at >= KEEP_MS) {
        rows.set(text(key), { body: text(body), at: clock.now(), answer: null });
        return { kind: "begun" };
      }
      if (row.body !== text(body)) return { kind: "other_body" };
      return row.answer === null ? { kind: "unknown" } : { kind: "done", answer: row.answer };
    },
    end(key, answer) {
      const row = rows.get(text(key));
      if (row !== undefined) rows.set(text(key), { ...row, answer });
    },
    forget: (key) => void rows.delete(text(key)),
  };
}
