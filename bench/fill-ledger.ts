// A ledger with a past: so many deliveries, all ended, every one with its claim.

import { DatabaseSync } from "node:sqlite";
import type { NewDelivery } from "../src/core/records/new-delivery.ts";
import type { HookId } from "../src/core/records/ids.ts";
import { openLedger } from "../src/ledger/open.ts";
import { systemClock } from "../src/system/clock.ts";
import { homePaths } from "../src/system/home.ts";
import { newDeliveryId, systemRandomness } from "../src/system/randomness.ts";
import { HOOKS } from "./servers.ts";

const AT_ONCE = 250;
const BODY_BYTES = 1000;
const WEEK_MS = 604_800_000;

/** Fills the ledger of a home that no daemon uses. */
export async function fillLedger(home: string, count: number): Promise<void> {
  const paths = homePaths(home);
  const ledger = openLedger({ paths, clock: systemClock });
  try {
    for (let done = 0; done < count; done += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - done) }, newDelivery);
      await Promise.all(some.map((delivery) => ledger.accept(delivery, { maxQueued: Infinity })));
    }
  } finally {
    ledger.close();
  }
  const database = new DatabaseSync(paths.database);
  database.exec("UPDATE deliveries SET state = 'done', status = 'success', attempts = 1");
  database.close();
}

function newDelivery(): NewDelivery {
  const receivedAt = systemClock.now();
  const id = newDeliveryId(receivedAt, systemRandomness);
  return {
    id,
    hookId: HOOKS.github as HookId,
    source: "github",
    origin: "sender",
    event: "issues.opened",
    entity: "octo/site#42",
    receivedAt,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: `/hooks/${HOOKS.github}`,
    headers: [["content-type", "application/json"]],
    body: systemRandomness.bytes(BODY_BYTES),
    contentType: "application/json",
    priority: "medium",
    claims: [{ key: `id:${id}`, expiresAt: receivedAt + WEEK_MS }],
  };
}
