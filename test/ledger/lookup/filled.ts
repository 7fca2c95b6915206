// A ledger with some thousand rows, written past the program, and the same rows as a plain list to compare with.

import { DatabaseSync } from "node:sqlite";
import { deliveryId, tempLedger, type TempLedger } from "../temp-ledger.ts";
import type { Ledger } from "../../../src/ledger/open.ts";

export interface FilledRow {
  readonly sequence: number;
  readonly hook: string;
  readonly event: string | null;
  readonly entity: string | null;
  readonly status: string | null;
  readonly state: string;
  readonly task: string | null;
}

/** More than some blocks and the first pieces. */
export const FILLED = 40_000;

/** Row by row: most alike, some things in one place only. */
export function filledRow(sequence: number): FilledRow {
  const isOnce = sequence === 777;
  const waits = sequence % 9000 === 0;
  const failed = sequence % 5000 === 3 ? `error:exit_${sequence % 3}` : "success";
  return {
    sequence,
    hook: isOnce ? "once" : `hook-${sequence % 3}`,
    event: sequence % 11 === 0 ? null : `event.${sequence % 7}`,
    entity: isOnce ? "only, \u0000this\n" : `entity#${sequence}`,
    status: waits ? null : failed,
    state: waits ? "queued" : "done",
    task: sequence % 13_000 === 5 ? '{"title":"t","description":"","tags":[]}' : null,
  };
}

export interface Filled {
  readonly temp: TempLedger;
  readonly ledger: Ledger;
  readonly rows: readonly FilledRow[];
}

export function filledLedger(count = FILLED): Filled {
  const temp = tempLedger();
  temp.open().close();
  const rows = Array.from({ length: count }, (_, at) => filledRow(at + 1));
  const database = new DatabaseSync(temp.paths.database);
  database.exec("PRAGMA synchronous = OFF; BEGIN");
  const insert =
    database.prepare(`INSERT INTO deliveries (sequence, id, hook_id, source, origin, event,
    entity, received_at, remote_address, method, path, content_type, body_bytes, body_sha256, priority,
    state, status, updated_at, task)
    VALUES (?, ?, ?, 'github', 'sender', ?, ?, ?, '', 'POST', '/', '', 0, x'', 'medium', ?, ?, 0, ?)`);
  for (const { sequence, hook, event, entity, state, status, task } of rows)
    insert.run(sequence, deliveryId(sequence), hook, event, entity, sequence, state, status, task);
  database.exec("COMMIT");
  database.close();
  return { temp, ledger: temp.open(), rows };
}
