// The ledger's files come in; the open ledger goes out, or a refusal to use files that lost something.

import type { Log } from "../core/ports/log-port.ts";
import type { Announcer } from "../core/outbound/happening.ts";
import type { ChatStorePort } from "../core/ports/chat-store-port.ts";
import type { GapStorePort } from "../core/ports/gaps-port.ts";
import type { LedgerPort } from "../core/ports/ledger-port.ts";
import type { OncePort } from "../core/ports/once-port.ts";
import type { SecretAgesPort } from "../core/ports/secret-ages-port.ts";
import { watchClockJumps, type ClockJumps } from "../system/clock-jumps.ts";
import { createAcceptQueue, type AcceptQueue } from "./accept/accept-queue.ts";
import { createChatStore } from "./chat/chat-store.ts";
import { createControls } from "./changes/controls.ts";
import { createOnceCalls } from "./changes/once-rows.ts";
import { createSecretAges } from "./changes/secret-age-rows.ts";
import { openForWriting, type Connection } from "./file/connection.ts";
import {
  endDelivery,
  holdDelivery,
  releaseDelivery,
  type ChangeDeps,
} from "./changes/delivery-states.ts";
import { examineLedger, readMark, refusalOf, type Examination } from "./guards/examine.ts";
import { createDatabase, migrate } from "./schema/migrate.ts";
import { createGapStore } from "./gaps/gap-store.ts";
import { createPieces } from "./lookup/pieces.ts";
import { createOutboxRows } from "./outbox/outbox-part.ts";
import type { LedgerClock, LedgerPaths } from "./file/paths.ts";
import { prune } from "./pruning/prune.ts";
import { createReads, readWaiting } from "./reading/reads.ts";
import {
  countRunsBetween,
  finishRun,
  readUnfinishedRuns,
  setProcess,
  startRun,
} from "./changes/run-rows.ts";
import { MIGRATIONS } from "./schema/schema.ts";
import { toLedgerError } from "./file/sqlite-error.ts";
import { openStore, type Store } from "./store.ts";
import { openWatermark, type Watermark } from "./guards/watermark.ts";

export { openLedgerReader, type LedgerReader } from "./reading/open-reader.ts";

/** The open ledger, and what is kept of chats in the same database. */
export type Ledger = LedgerPort & {
  readonly gaps: GapStorePort;
  readonly chats: ChatStorePort;
  readonly secretAges: SecretAgesPort;
  readonly onceCalls: OncePort<Uint8Array>;
};

/** What the ledger needs. */
export interface LedgerOptions {
  readonly paths: LedgerPaths;
  readonly clock: LedgerClock;
  readonly log?: Log | undefined;
  /** The disk or the database failed: told once, until it works again. */
  readonly onFault?: ((error: Error) => void) | undefined;
  /**
   * A commit worked again after a fault. After a failed sync a delivery whose sender was told
   * `storage_unavailable` may be there after all: look at `waiting()`.
   */
  readonly onRecovered?: (() => void) | undefined;
  /** Who makes messages of what happens; they are written in the same transaction. */
  readonly announcer?: Announcer | undefined;
}

/**
 * Opens the ledger of a home; makes it where there never was one. One process at a time: the caller
 * holds the daemon's lock.
 * @throws WakehookError `ledger_damaged` (nothing was changed), `ledger_too_new`, `storage_unavailable`.
 */
export function openLedger(options: LedgerOptions): Ledger {
  try {
    return open(options);
  } catch (thrown) {
    throw toLedgerError(thrown);
  }
}

function open(options: LedgerOptions): Ledger {
  const { paths, clock, log } = options;
  const found = examineLedger(paths);
  const refusal = refusalOf(found);
  if (refusal !== null) throw refusal;
  warnOfMissingMark(log, found);
  const connection =
    found.kind === "absent" ? createDatabase(paths.database) : openForWriting(paths.database);
  try {
    const copy = migrate({ paths, migrations: MIGRATIONS, now: clock.now() }, connection);
    if (copy !== null) log?.info("the database was brought to a new schema", { copy });
    // Before the first promise is made, the tables are in the database itself and not only in its log.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const mark = readMark(connection);
    const watermark = openWatermark({ file: paths.watermarkFile, clock, log }, mark);
    return assemble(options, connection, watermark);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function assemble(options: LedgerOptions, connection: Connection, watermark: Watermark): Ledger {
  const { paths, clock, log, announcer } = options;
  const store = openStore(
    {
      file: paths.database,
      onCommit: (position) => watermark.note(position),
      onFault(error) {
        log?.error("the ledger takes nothing for now", { error: error.message });
        options.onFault?.(error);
      },
      onRecovered() {
        log?.info("the ledger works again");
        options.onRecovered?.();
      },
    },
    connection,
  );
  const jumps = watchClockJumps(clock);
  const queue = createAcceptQueue(store, { jumps, announcer });
  return toPort({ store, clock, announcer }, { watermark, jumps, queue });
}

function toPort(
  deps: ChangeDeps & { readonly store: Store },
  parts: {
    readonly watermark: Watermark;
    readonly queue: AcceptQueue;
    readonly jumps: ClockJumps;
  },
): Ledger {
  const { watermark, queue, jumps } = parts;
  const { store } = deps;
  return {
    ...createReads((work) => store.read(work)),
    ...createControls(deps),
    ...createOutboxRows(deps),
    pieces: createPieces(store),
    gaps: createGapStore(deps),
    chats: createChatStore(deps),
    secretAges: createSecretAges(deps),
    onceCalls: createOnceCalls(deps),
    accept: (delivery, limits) => queue.accept(delivery, limits),
    waiting: () => store.read(readWaiting),
    waitingCount: () => store.memory().waiting,
    hold: (id, hold, reports = []) => holdDelivery(deps, id, { ...hold, reports }),
    release: (id, waiver) => releaseDelivery(deps, id, waiver),
    end: (id, status, reason, reports) => endDelivery(deps, id, { status, reason, reports }),
    startRun: (run) => startRun(deps, run),
    setProcess: (id, pid, start) => setProcess(deps, id, { pid, start }),
    finishRun: (id, outcome, endedAt, after, reports) =>
      finishRun(deps, id, { outcome, endedAt, after, reports }),
    unfinishedRuns: () => store.read(readUnfinishedRuns),
    runsBetween: (hookId, entity, from, to) =>
      store.read((connection) => countRunsBetween(connection, { hookId, entity }, { from, to })),
    prune: (policy) => prune(store, { ...policy, now: policy.now - jumps.ahead() }),
    close() {
      queue.flushAll();
      store.close();
      watermark.close();
    },
  };
}

function warnOfMissingMark(log: Log | undefined, found: Examination): void {
  if (found.kind !== "sound" || found.watermark !== null) return;
  const { sequence } = found.identity;
  log?.warn("the watermark is missing or unreadable; the database is taken as it is", { sequence });
}
