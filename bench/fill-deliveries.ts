// A ledger with very many small deliveries, written past the program: a million in seconds. They have no claims;
// what claims cost is measured with the history (fill-ledger.ts).

import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { openLedger } from "../src/ledger/open.ts";
import { systemClock } from "../src/system/clock.ts";
import { homePaths } from "../src/system/home.ts";
import { HOOKS } from "./servers.ts";

const BODY = '{"action":"opened","issue":{"number":42,"title":"bench"}}';

/** The status of one delivery in fifty; the others have `success`. */
export const SELDOM_STATUS = "error:not_found";
/** One delivery in ten is of this hook. */
export const SELDOM_HOOK = HOOKS.bearer;
/** What one delivery alone has, the fifth: all others are newer, or nearly so. */
export const ONCE = {
  event: "bench.once",
  entity: "octo/once#1",
  status: "error:hang",
  task: { title: "once", description: "", tags: [] },
} as const;

/** Fills the ledger of a home that no daemon uses. */
export function fillDeliveries(home: string, count: number): void {
  const paths = homePaths(home);
  openLedger({ paths, clock: systemClock }).close();
  const database = new DatabaseSync(paths.database);
  try {
    database.exec("PRAGMA synchronous = OFF; BEGIN");
    database.prepare(INSERT_DELIVERIES).run({
      count,
      first: systemClock.now() - count,
      often: HOOKS.github,
      seldom: SELDOM_HOOK,
      failed: SELDOM_STATUS,
      bytes: BODY.length,
      digest: createHash("sha256").update(BODY).digest(),
    });
    database
      .prepare(
        "UPDATE deliveries SET event = ?, entity = ?, status = ?, task = ? WHERE sequence = 5",
      )
      .run(ONCE.event, ONCE.entity, ONCE.status, JSON.stringify(ONCE.task));
    database
      .prepare("INSERT INTO contents SELECT sequence, cast('[]' AS BLOB), ? FROM deliveries")
      .run(Buffer.from(BODY));
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}

/** The id of the nth delivery, counted from 1. */
export function idOfFilled(number: number): string {
  return `dlv_${String(number).padStart(26, "0")}`;
}

const INSERT_DELIVERIES = `
  INSERT INTO deliveries (id, hook_id, source, origin, event, entity, received_at, remote_address, method, path,
    content_type, body_bytes, body_sha256, priority, state, status, attempts, updated_at)
  WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $count)
  SELECT printf('dlv_%026d', n), iif(n % 10 = 0, $seldom, $often), 'github', 'sender', 'issues.opened',
    'octo/site#' || (n % 500), $first + n, '127.0.0.1', 'POST', '/hooks/' || iif(n % 10 = 0, $seldom, $often),
    'application/json', $bytes, $digest, 'medium', 'done', iif(n % 50 = 0, $failed, 'success'), 1, $first + n
  FROM numbers`;
