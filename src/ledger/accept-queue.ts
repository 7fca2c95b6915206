// Group commit without a timer: what arrives in one turn of the event loop is written in one synced transaction,
// and each promise settles after that commit has returned.

import type { AcceptOutcome, NewDelivery } from "../core/delivery.ts";
import { toError, WakehookError } from "../core/errors.ts";
import type { AcceptLimits } from "../core/ledger-port.ts";
import {
  acceptOne,
  prepare,
  settleStaged,
  type AcceptResult,
  type Prepared,
  type Staged,
} from "./accept-one.ts";
import { faultOf } from "./sqlite-error.ts";
import type { Store } from "./store.ts";

/** Accepts that wait for the end of this turn. */
export interface AcceptQueue {
  accept(delivery: NewDelivery, limits: AcceptLimits): Promise<AcceptOutcome>;
  /** Writes all that waits, now. */
  flushAll(): void;
}

/** Bounds of one transaction, so that the event loop is not held for long; the rest goes in the next turn. */
const MOST_ROWS = 256;
const MOST_BYTES = 4 * 1024 * 1024;

type CommitStore = Pick<Store, "transact" | "memory">;

interface Entry {
  readonly prepared: Prepared;
  readonly resolve: (outcome: AcceptOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** Creates an empty queue over an open store. */
export function createAcceptQueue(store: CommitStore): AcceptQueue {
  let entries: Entry[] = [];
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || entries.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      flushPart();
      schedule();
    });
  }

  function flushPart(): void {
    const size = partSize(entries);
    const part = entries.slice(0, size);
    entries = entries.slice(size);
    if (part.length > 0) commit(store, part);
  }

  return {
    accept: (delivery, { maxQueued }) =>
      new Promise((resolve, reject) => {
        entries.push({ prepared: prepare(delivery, maxQueued), resolve, reject });
        schedule();
      }),
    flushAll() {
      while (entries.length > 0) flushPart();
    },
  };
}

/** Writes some entries in one transaction and settles their promises. Does not throw. */
function commit(store: CommitStore, part: readonly Entry[]): void {
  let results: AcceptResult[];
  try {
    results = write(store, part);
  } catch (thrown) {
    retryOrReject(store, part, toError(thrown));
    return;
  }
  for (const [at, entry] of part.entries()) {
    const result = results[at];
    if (result === undefined || result instanceof Error)
      entry.reject(result ?? new Error("no result"));
    else entry.resolve(result);
  }
}

function write(store: CommitStore, part: readonly Entry[]): AcceptResult[] {
  const staged: Staged = { waiting: 0, claims: new Map() };
  const results = store.transact((connection, memory) =>
    part.map(({ prepared }) => acceptOne({ connection, memory, staged }, prepared)),
  );
  settleStaged(store.memory(), staged);
  return results;
}

/** One delivery that does not fit must not take the others with it; a disk that failed takes them all. */
function retryOrReject(store: CommitStore, part: readonly Entry[], error: Error): void {
  if (part.length > 1 && mayBeOneRowsFault(error)) {
    for (const entry of part) commit(store, [entry]);
  } else {
    for (const entry of part) entry.reject(error);
  }
}

/** A full disk may still have room for a smaller one. */
function mayBeOneRowsFault(error: Error): boolean {
  return !(error instanceof WakehookError) || faultOf(error.cause) === "full";
}

/** How many of the first entries go into one transaction: at least one. */
function partSize(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const [at, { prepared }] of entries.entries()) {
    bytes += prepared.delivery.body.byteLength + prepared.headers.byteLength;
    if (at === MOST_ROWS || (at > 0 && bytes > MOST_BYTES)) return at;
  }
  return entries.length;
}
