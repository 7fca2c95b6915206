// In: an open store. Out: what it keeps of gaps and of what was missed in them.

import type { GapReadPort, GapStorePort } from "../../core/ports/gaps-port.ts";
import type { Store } from "../store.ts";
import { addReports } from "../outbox/outbox-rows.ts";
import type { Ask } from "../reading/reads.ts";
import { endGap, forgetGaps, insertGap, listGaps, listGapsSince } from "./gap-rows.ts";
import {
  insertPage,
  insertRepair,
  listOpenRepairs,
  listRepairItems,
  listRepairRanges,
  listRepairs,
  readRepair,
  settleItem,
  wasTakenIn,
} from "./repair-rows.ts";

/** The reading half, over whatever connection is handed in. */
export function createGapReads(ask: Ask): GapReadPort {
  return {
    gaps: (limit) => ask((connection) => listGaps(connection, limit)),
    repairs: (filter) => ask((connection) => listRepairs(connection, filter)),
    repair: (id) => ask((connection) => readRepair(connection, id)),
    repairItems: (id, filter) => ask((connection) => listRepairItems(connection, id, filter)),
  };
}

/** Creates this part over an open store. */
export function createGapStore({ store }: { readonly store: Store }): GapStorePort {
  return {
    ...createGapReads((work) => store.read(work)),
    addGap: (gap) => store.change((connection) => insertGap(connection, gap)),
    endGap: (id, at) => store.change((connection) => endGap(connection, id, at)),
    endOpenGaps: (at) => store.change((connection) => endGap(connection, null, at)),
    gapsSince: (since) => store.read((connection) => listGapsSince(connection, since)),
    addRepair: (repair) => store.change((connection) => insertRepair(connection, repair)),
    openRepairs: () => store.read(listOpenRepairs),
    addPage: (id, page) => store.change((connection) => insertPage(connection, id, page)),
    settleItem: (id, item, state, word) =>
      store.change((connection) => settleItem(connection, id, { item, state, word })),
    postponeRepair: (id, { nextAt, failures, word }) =>
      store.change((connection) => {
        connection.run("UPDATE repairs SET next_at = ?, failures = ?, word = ? WHERE id = ?", [
          nextAt,
          failures,
          word,
          id,
        ]);
      }),
    restartListing: (id) =>
      store.change((connection) => {
        connection.run("UPDATE repairs SET cursor = NULL, listed = 0, unwanted = 0 WHERE id = ?", [
          id,
        ]);
      }),
    extendRepair: (id, { fromAt, untilAt }) =>
      store.change((connection) => {
        connection.run(
          "UPDATE repairs SET from_at = min(from_at, ?), until_at = max(until_at, ?) WHERE id = ?",
          [fromAt, untilAt, id],
        );
      }),
    endRepair: (id, { state, at, word }, reports) =>
      store.change((connection) => {
        connection.run("UPDATE repairs SET state = ?, ended_at = ?, word = ? WHERE id = ?", [
          state,
          at,
          word,
          id,
        ]);
        addReports(connection, { deliveryId: null, runId: null, at }, reports);
      }),
    forgetGaps: (before) => store.change((connection) => forgetGaps(connection, before)),
    wasTakenIn: (hookId, item) => store.read((connection) => wasTakenIn(connection, hookId, item)),
    repairRanges: (hookId, since) =>
      store.read((connection) => listRepairRanges(connection, hookId, since)),
  };
}
