// What may look at very many rows, for a daemon that must not stand still: a few milliseconds of work at a time.

import type { LedgerPiecesPort } from "../../core/ports/ledger-pieces-port.ts";
import { askLastReceived } from "../changes/last-received.ts";
import { deliveriesPiece, outboxPiece, runsPiece } from "../reading/lists.ts";
import type { Store } from "../store.ts";
import { learnBlock } from "./facets.ts";
import { countPiece, totalsOf } from "./hook-totals.ts";

/** Creates it over the daemon's own connection and memory. */
export function createPieces(store: Pick<Store, "read" | "memory">): LedgerPiecesPort {
  return {
    deliveries: (filter, below) =>
      store.read((connection) => {
        const known = store.memory().facets;
        return deliveriesPiece(connection, filter, { below, known });
      }),
    runs: (filter, below) => store.read((connection) => runsPiece(connection, filter, below)),
    outbox: (filter, below) => store.read((connection) => outboxPiece(connection, filter, below)),
    hookTotals: () =>
      store.read((connection) => {
        const { totals } = store.memory();
        return countPiece(connection, totals) ? null : totalsOf(connection, totals);
      }),
    lastReceivedAt: (hookId) => askLastReceived(store, hookId),
    learn: () => store.read((connection) => learnBlock(connection, store.memory().facets)),
  };
}
