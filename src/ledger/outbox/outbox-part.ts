// The part of the ledger that the outbox and its owner use.

import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { ChangeDeps } from "../changes/delivery-states.ts";
import {
  cancelAllEntries,
  cancelEntry,
  markFailed,
  markSent,
  resumeSink,
  retryAllEntries,
  retryEntry,
} from "./outbox-changes.ts";
import { readDueReports, readNextReportAt, readWaitingSinks } from "./outbox-rows.ts";

/** What is here of the port. */
export type OutboxPart = Pick<
  LedgerPort,
  | "waitingSinks"
  | "dueReports"
  | "nextReportAt"
  | "reportSent"
  | "reportFailed"
  | "retryReport"
  | "cancelReport"
  | "retryAllReports"
  | "cancelAllReports"
  | "resumeSink"
>;

/** Creates this part over an open store. */
export function createOutboxRows(deps: ChangeDeps): OutboxPart {
  const { store } = deps;
  return {
    waitingSinks: () => store.read(readWaitingSinks),
    dueReports: (due) => store.read((connection) => readDueReports(connection, due)),
    nextReportAt: (of) => store.read((connection) => readNextReportAt(connection, of)),
    reportSent: (id, tried) => markSent(deps, id, tried),
    reportFailed: (id, failure) => markFailed(deps, id, failure),
    retryReport: (id) => retryEntry(deps, id),
    cancelReport: (id) => cancelEntry(deps, id),
    retryAllReports: (sink) => retryAllEntries(deps, sink),
    cancelAllReports: (sink) => cancelAllEntries(deps, sink),
    resumeSink: (sink) => resumeSink(deps, sink),
  };
}
