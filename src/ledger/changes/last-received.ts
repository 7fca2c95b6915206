// When a hook last accepted something from its sender. No index serves this question, because every accept would
// pay for it: each hook's answer is kept, and only what came since it was asked last is looked through.

import type { HookId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import type { KnownReceipt } from "../accept/memory.ts";
import type { Store } from "../store.ts";

const NOTHING: KnownReceipt = { upTo: 0, at: null };

/** Looks through all deliveries, from the newest on, until one is found. */
export function readLastReceived(connection: Connection, hookId: HookId): number | null {
  return lookFrom(connection, hookId, NOTHING).at;
}

/** The same, knowing what was found before. */
export function askLastReceived(
  store: Pick<Store, "read" | "memory">,
  hookId: HookId,
): number | null {
  const found = store.read((connection) => {
    const known = store.memory().receipts.get(hookId) ?? NOTHING;
    return lookFrom(connection, hookId, known);
  });
  store.memory().receipts.set(hookId, found);
  return found.at;
}

function lookFrom(connection: Connection, hookId: HookId, known: KnownReceipt): KnownReceipt {
  const newest = connection.one<{ sequence: number | null }>(
    "SELECT max(sequence) AS sequence FROM deliveries",
  )?.sequence;
  const row = connection.one<{ at: number }>(
    `SELECT received_at AS at FROM deliveries
      WHERE sequence > ? AND hook_id = ? AND origin = 'sender' ORDER BY sequence DESC LIMIT 1`,
    [known.upTo, hookId],
  );
  return { upTo: newest ?? 0, at: row?.at ?? known.at };
}
