// Group commit without a timer: what arrives in one turn of the event loop is written in one transaction; what
// arrives while the disk syncs it shares the next. Each promise settles after the sync of its transaction.

import type { AcceptOutcome, NewDelivery } from "../../core/records/new-delivery.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { AcceptLimits } from "../../core/ports/ledger-port.ts";
import type { AnnounceDeps } from "../changes/announce.ts";
import type { ClockJumps } from "../../system/clock-jumps.ts";
import { acceptOne, settleStaged, type AcceptResult, type Staged } from "./accept-one.ts";
import { prepare, type Prepared } from "./prepared-delivery.ts";
import { faultOf } from "../file/sqlite-error.ts";
import type { Store } from "../store.ts";

/** Accepts that wait for the end of this turn. */
export interface AcceptQueue {
  accept(delivery: NewDelivery, limits: AcceptLimits): Promise<AcceptOutcome>;
  /** Writes all that waits, now. */
  flushAll(): void;
}

/** Bounds of one transaction, so that the event loop is not held for long; the rest goes in the next turn. */
const MOST_ROWS = 256;
const MOST_BYTES = 4 * 1024 * 1024;
/**
 * So few are synced at once: handing the sync to a thread and back costs more than most disks take for it (at one
 * connection a quarter of the accepts). With more under way, the event loop has something better to do.
 */
const FEW_ROWS = 16;

type CommitStore = Pick<Store, "append" | "synced" | "syncNow" | "memory">;
type WriteDeps = AnnounceDeps & { readonly store: CommitStore };

interface Entry {
  readonly prepared: Prepared;
  readonly resolve: (outcome: AcceptOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** An entry that is written, and what it will be told when the disk has it. */
interface Written {
  readonly entry: Entry;
  readonly outcome: AcceptOutcome;
}

/** Creates an empty queue over an open store. */
export function createAcceptQueue(
  store: CommitStore,
  { jumps, ...told }: AnnounceDeps & { readonly jumps: ClockJumps },
): AcceptQueue {
  let entries: Entry[] = [];
  let written: Written[] = [];
  let isBusy = false;

  function schedule(): void {
    if (isBusy || entries.length === 0) return;
    isBusy = true;
    setImmediate(flush);
  }

  function flush(): void {
    writePart();
    if (written.length <= FEW_ROWS) syncNow();
    else store.synced().then(settle, refuse);
  }

  function syncNow(): void {
    try {
      if (written.length > 0) store.syncNow();
      settle();
    } catch (thrown) {
      refuse(thrown);
    }
  }

  function writePart(): void {
    const size = partSize(entries);
    const part = entries.slice(0, size);
    entries = entries.slice(size);
    if (part.length > 0) written.push(...write({ store, ...told }, part));
  }

  function settle(): void {
    const all = written;
    written = [];
    isBusy = false;
    schedule();
    for (const { entry, outcome } of all) entry.resolve(outcome);
  }

  function refuse(thrown: unknown): void {
    const all = written;
    written = [];
    isBusy = false;
    schedule();
    for (const { entry } of all) entry.reject(toError(thrown));
  }

  return {
    accept: (delivery, { maxQueued }) =>
      new Promise((resolve, reject) => {
        entries.push({ prepared: prepare(delivery, maxQueued, jumps), resolve, reject });
        schedule();
      }),
    flushAll() {
      while (entries.length > 0) writePart();
      syncNow();
    },
  };
}

/** Writes some entries in one transaction. Refuses those that cannot be; gives those that were. Does not throw. */
function write(deps: WriteDeps, part: readonly Entry[]): Written[] {
  const { store, announcer } = deps;
  let results: AcceptResult[];
  try {
    const staged: Staged = { waiting: 0, claims: new Map() };
    results = store.append((connection, memory) =>
      part.map(({ prepared }) => acceptOne({ connection, memory, staged, announcer }, prepared)),
    );
    settleStaged(store.memory(), staged);
  } catch (thrown) {
    return writeApartOrRefuse(deps, part, toError(thrown));
  }
  const written: Written[] = [];
  for (const [at, entry] of part.entries()) {
    const outcome = results[at];
    if (outcome === undefined || outcome instanceof Error)
      entry.reject(outcome ?? new Error("no result"));
    else written.push({ entry, outcome });
  }
  return written;
}

/** One delivery that does not fit must not take the others with it; a disk that failed takes them all. */
function writeApartOrRefuse(deps: WriteDeps, part: readonly Entry[], error: Error): Written[] {
  if (part.length > 1 && mayBeOneRowsFault(error))
    return part.flatMap((entry) => write(deps, [entry]));
  for (const entry of part) entry.reject(error);
  return [];
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
