// When a hook last accepted something from its sender. No index serves this question, because every accept would
// pay for it: each hook's answer is kept, and only what came since it was asked last is looked through, piece by piece.

import type { HookId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import type { KnownReceipt } from "../accept/memory.ts";
import { facetsOf, nextRange, type Facets } from "../lookup/facets.ts";
import type { Store } from "../store.ts";

const NOTHING: KnownReceipt = { upTo: 0, at: null, walk: null };
/** Looked at in one piece: about two milliseconds. */
const PIECE_ROWS = 16_384;

/** Looks on from what was found before; undefined: it looked at a piece, ask again. */
export function askLastReceived(
  store: Pick<Store, "read" | "memory">,
  hookId: HookId,
): number | null | undefined {
  const found = store.read((connection) => {
    const { receipts, facets } = store.memory();
    return lookOn(connection, facets, { hookId, ...(receipts.get(hookId) ?? NOTHING) });
  });
  store.memory().receipts.set(hookId, found);
  return found.walk === null ? found.at : undefined;
}

/** One piece more of a walk down from the newest delivery to the last one that is known. */
function lookOn(
  connection: Connection,
  facets: Facets,
  { hookId, upTo, at, walk }: KnownReceipt & { readonly hookId: HookId },
): KnownReceipt {
  const newest = walk?.newest ?? newestOf(connection);
  const below = walk?.below ?? newest + 1;
  const whole = { from: upTo + 1, below, most: PIECE_ROWS };
  const range = below > upTo + 1 ? nextRange(facets, facetsOf({ hookId }), whole) : null;
  if (range === null) return { upTo: newest, at, walk: null };
  const row = connection.one<{ at: number }>(
    `SELECT received_at AS at FROM deliveries
      WHERE sequence >= ? AND sequence < ? AND hook_id = ? AND origin = 'sender'
      ORDER BY sequence DESC LIMIT 1`,
    [range.from, range.below, hookId],
  );
  if (row !== undefined) return { upTo: newest, at: row.at, walk: null };
  const isDone = range.from <= upTo + 1;
  return isDone
    ? { upTo: newest, at, walk: null }
    : { upTo, at, walk: { newest, below: range.from } };
}

function newestOf(connection: Connection): number {
  return (
    connection.one<{ sequence: number | null }>("SELECT max(sequence) AS sequence FROM deliveries")
      ?.sequence ?? 0
  );
}
