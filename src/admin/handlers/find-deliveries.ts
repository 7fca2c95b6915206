// A filter in, a page of deliveries out. Where much had to be looked through for it, the ledger learns in the background
// where its hooks, events and entities are, so that the next such list is as quick as any.

import type { Delivery } from "../../core/records/delivery.ts";
import { toError } from "../../core/records/errors.ts";
import type { DeliveryFilter } from "../../core/ports/ledger-read-port.ts";
import type { AdminDeps } from "../deps.ts";
import { listInPieces } from "../../system/list-pieces.ts";

/** From so many pieces on, learning pays. */
const MANY_PIECES = 4;
/** Between two blocks that are learned: what arrives has most of the time for itself. */
const REST_MS = 5;

/** Finds deliveries. @throws WakehookError `not_found` where `before` names none. */
export type FindDeliveries = (
  filter: DeliveryFilter & { readonly limit: number },
) => Promise<Delivery[]>;

/** Builds it. */
export function createFindDeliveries({
  ledger,
  clock,
  log,
}: Pick<AdminDeps, "ledger" | "clock" | "log">): FindDeliveries {
  let isLearning = false;

  function learn(): void {
    try {
      isLearning = ledger.pieces.learn();
    } catch (thrown) {
      // The ledger was closed, or its disk is not well: lists say so themselves.
      isLearning = false;
      log.info("the ledger learns no more", { error: toError(thrown).message });
    }
    if (isLearning) clock.setTimer(learn, REST_MS);
  }

  return async (filter) => {
    const { rows, pieces } = await listInPieces(filter.limit, (below, limit) =>
      ledger.pieces.deliveries({ ...filter, limit }, below),
    );
    if (pieces >= MANY_PIECES && !isLearning) learn();
    return rows;
  };
}
