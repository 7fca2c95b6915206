// Builds every part in the order of the event's way, and takes them apart in the reverse order.

import { toError } from "./core/records/errors.ts";
import { openBase } from "./daemon/base.ts";
import { buildExpose } from "./daemon/build-expose.ts";
import type { DaemonContext, DaemonOptions } from "./daemon/context.ts";
import { openDoors, type Address } from "./daemon/doors.ts";
import { watchSilence } from "./daemon/watch-silence.ts";
import { buildWork } from "./daemon/work.ts";
import { announceDaemon } from "./settings/daemon-file.ts";
import { systemClock } from "./system/clock.ts";
import { createClosers, type Closers } from "./system/closers.ts";

/** A daemon at work. */
export interface Daemon {
  /** null: `webhooks.enabled` is false. */
  readonly hooksAddress: Address | null;
  readonly adminAddress: Address;
  /** The fingerprint of a token made at this start. */
  readonly newToken: string | null;
  /** Closes the way in, lets runs end within the grace, interrupts the rest and writes everything down. */
  stop(): Promise<void>;
  /** Settles when a stop was asked for, whoever did. */
  readonly stopping: Promise<void>;
  /** Settles when it has stopped, whoever asked for it; rejects where it stopped because its work could not begin. */
  readonly stopped: Promise<void>;
}

/** How long runs may go on after a stop was asked for, where the caller says nothing. */
const GRACE_MS = 15_000;

/**
 * Starts the daemon of a home. What was opened is closed again where a later part cannot be.
 * @throws WakehookError `home_unusable`, `permissions_too_wide`, `daemon_running`, `port_taken`,
 * `ledger_damaged`, `ledger_too_new`, `storage_unavailable`, `settings_invalid`, `settings_unwritable`.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const closers = createClosers();
  try {
    return await build(options, closers);
  } catch (thrown) {
    await closers.closeAll();
    throw thrown;
  }
}

async function build(given: DaemonOptions, closers: Closers): Promise<Daemon> {
  const context: DaemonContext = {
    clock: systemClock,
    graceMs: GRACE_MS,
    program: null,
    onMask: () => {},
    ...given,
    closers,
  };
  const { paths, version, clock } = context;
  const base = await openBase(context);
  const work = buildWork(context, base);
  const { dispatcher, outbox } = work;
  const stopWanted = Promise.withResolvers<void>();
  const requestStop = stopWanted.resolve;
  const expose = buildExpose(context, base, () => outbox.wake());
  const doors = await openDoors(context, base, { ...work, expose, requestStop });
  expose.start(doors.hooks);
  work.adminAddress.current = () => doors.admin;
  closers.add(await announceDaemon(paths, { ...doors, version, startedAt: clock.now() }));
  base.log.info("started", { version, hooks: doors.hooks, admin: doors.admin });
  const faults: Error[] = [];
  work.start().catch((thrown: unknown) => {
    const fault = toError(thrown);
    base.log.error("what waits could not be taken up", { error: fault.message });
    // Accepting on and running nothing would look like health: it ends, and says so.
    faults.push(fault);
    requestStop();
  });
  outbox.wake();
  watchSilence(context, base, { dispatcher, outbox });
  const stopped = closeWhen(stopWanted.promise, closers, faults);
  return {
    hooksAddress: doors.hooks,
    adminAddress: doors.admin,
    newToken: base.newToken,
    stop() {
      requestStop();
      return stopped;
    },
    stopping: stopWanted.promise,
    stopped,
  };
}

/** Takes everything apart when a stop is asked for. @throws what kept the work from beginning. */
async function closeWhen(
  asked: Promise<void>,
  closers: Closers,
  faults: readonly Error[],
): Promise<void> {
  await asked;
  await closers.closeAll();
  for (const fault of faults) throw fault;
}
