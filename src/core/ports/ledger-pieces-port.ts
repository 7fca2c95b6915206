// What may look at very many rows of the ledger, some milliseconds of work at a time. In the daemon alone.

import type { Delivery } from "../records/delivery.ts";
import type { HookId } from "../records/ids.ts";
import type { OutboxEntry } from "../records/outbox-entry.ts";
import type { Run } from "../records/run.ts";
import type { DeliveryFilter, OutboxFilter, RunFilter } from "./ledger-read-port.ts";

/** What is counted of a hook. */
export interface HookTotal {
  readonly hookId: HookId;
  readonly deliveries: number;
  readonly waiting: number;
  readonly lastReceivedAt: number;
  /** Stands for its newest delivery: a list `below` the number after it begins with that one. */
  readonly newest: number;
}

/** One piece of a list. */
export interface ListPiece<Row> {
  readonly rows: readonly Row[];
  /** What the next piece is asked for with; null: this was the last, or the limit is reached. */
  readonly below: number | null;
}

/** What may look at very many rows, some milliseconds of work at a time. In the daemon alone. */
export interface LedgerPiecesPort {
  /** At most `limit` rows. `below` null: the first piece. @throws WakehookError `not_found` where `before` names none. */
  deliveries(filter: DeliveryFilter, below: number | null): ListPiece<Delivery>;
  /** The same of runs. */
  runs(filter: RunFilter, below: number | null): ListPiece<Run>;
  /** The same of the outbox. */
  outbox(filter: OutboxFilter, below: number | null): ListPiece<OutboxEntry>;
  /** null: it counted a piece; ask again. */
  hookTotals(): HookTotal[] | null;
  /**
   * When a hook last accepted a sender's own delivery; null: never, or no longer known. undefined: it looked at a piece;
   * ask again.
   */
  lastReceivedAt(hookId: HookId): number | null | undefined;
  /** Learns where deliveries of which hook, event and entity are, so that lists pass over the others. false: all is known. */
  learn(): boolean;
}
