// What the owner says to the outbox: again, or not at all.

import type { LedgerPort } from "../core/ports/ledger-port.ts";
import type { Outbox } from "./outbox.ts";

/** What the owner may say. Each throws WakehookError `not_found`, `refused`, or what the ledger throws. */
export interface OutboxCommands {
  retry(id: number): void;
  discard(id: number): void;
  retryAll(sink: string): number;
  discardAll(sink: string): number;
}

/** Builds the commands. */
export function createOutboxCommands(
  ledger: Pick<LedgerPort, "retryReport" | "cancelReport" | "retryAllReports" | "cancelAllReports">,
  outbox: Pick<Outbox, "wake">,
): OutboxCommands {
  return {
    retry(id) {
      ledger.retryReport(id);
      outbox.wake();
    },
    discard: (id) => ledger.cancelReport(id),
    retryAll(sink) {
      const count = ledger.retryAllReports(sink);
      outbox.wake();
      return count;
    },
    discardAll: (sink) => ledger.cancelAllReports(sink),
  };
}
