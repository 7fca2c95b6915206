// Builds every part in the order of the event's way; the only file that knows them all.

import { createAdmin } from "./admin/admin.ts";
import { ensureAdminToken } from "./admin/token.ts";
import { targetEnvironment } from "./agents/environment.ts";
import { createRunAgent } from "./agents/run-agent.ts";
import { createRunProcess } from "./agents/run-process.ts";
import { endOrphan, sweepRun } from "./agents/sweep.ts";
import type { WakehookEvent } from "./core/delivery.ts";
import { toError } from "./core/errors.ts";
import { isErrorStatus } from "./core/status.ts";
import { createDispatcher } from "./dispatch/dispatcher.ts";
import { openListener, type Listener, type ListenerOptions } from "./http/listener.ts";
import { createIngress } from "./ingress/ingress.ts";
import { openLedger } from "./ledger/open.ts";
import { startRetention } from "./ledger/retention.ts";
import { createModes } from "./modes/table.ts";
import { createOutbox } from "./report/outbox.ts";
import { reportsOf } from "./report/report.ts";
import { createSinkTable } from "./report/sinks.ts";
import { announceDaemon, takeHome } from "./settings/daemon-file.ts";
import { ensureGlobalToken } from "./settings/global-token.ts";
import { ensureHome } from "./settings/home.ts";
import { openSettings } from "./settings/open.ts";
import { findSource } from "./sources/table.ts";
import { systemClock, type Clock } from "./system/clock.ts";
import { createClosers, type Closers } from "./system/closers.ts";
import { createCurrentMask } from "./system/current-mask.ts";
import type { Environment } from "./system/environment.ts";
import { createEventHub } from "./system/event-hub.ts";
import type { HomePaths } from "./system/home.ts";
import { openLog } from "./system/log.ts";
import { systemRandomness } from "./system/randomness.ts";

/** An address that is listened on. */
export type Address = Listener["address"];

/** What a daemon is started with. */
export interface DaemonOptions {
  readonly paths: HomePaths;
  readonly environment: Environment;
  readonly version: string;
  /** Tests move time by hand. */
  readonly clock?: Clock;
  /** How long runs may go on after a stop was asked for, milliseconds. */
  readonly graceMs?: number;
}

/** A daemon at work. */
export interface Daemon {
  /** null: `webhooks.enabled` is false. */
  readonly hooksAddress: Address | null;
  readonly adminAddress: Address;
  /** The fingerprint of a token made at this start. */
  readonly newToken: string | null;
  /** Closes the way in, lets runs end within the grace, interrupts the rest and writes everything down. */
  stop(): Promise<void>;
  /** Settles when it has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
}

const GRACE_MS = 15_000;
/** Requests that are being answered when the stop comes. */
const LISTENER_GRACE_MS = 2000;

/**
 * Starts the daemon of a home. What was opened is closed again where a later part cannot be.
 * @throws WakehookError `home_unusable`, `permissions_too_wide`, `daemon_running`, `port_taken`,
 * `ledger_damaged`, `ledger_too_new`, `settings_unwritable`.
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

type Context = Required<DaemonOptions> & { readonly closers: Closers };

async function build(given: DaemonOptions, closers: Closers): Promise<Daemon> {
  const context = { clock: systemClock, graceMs: GRACE_MS, ...given, closers };
  const base = await openBase(context);
  const work = buildWork(context, base);
  const stopWanted = Promise.withResolvers<void>();
  const doors = await openDoors(context, base, { ...work, requestStop: stopWanted.resolve });
  closers.add(
    await announceDaemon(context.paths, {
      ...doors,
      version: context.version,
      startedAt: context.clock.now(),
    }),
  );
  base.log.info("started", { version: context.version, hooks: doors.hooks, admin: doors.admin });
  const recovered = work.dispatcher.start().catch((thrown: unknown) => {
    base.log.error("what waits could not be taken up", { error: toError(thrown).message });
  });
  work.outbox.wake();
  const gone = recovered.then(() => stopWanted.promise).then(() => closers.closeAll());
  const stop = (): Promise<void> => {
    stopWanted.resolve();
    return gone;
  };
  return {
    hooksAddress: doors.hooks,
    adminAddress: doors.admin,
    newToken: base.newToken,
    stop,
    stopped: gone,
  };
}

/** What everything stands on: the home and its lock, the log, the settings, the ledger. */
async function openBase({ paths, environment, clock, closers }: Context) {
  await ensureHome(paths);
  const lock = await takeHome(paths);
  closers.add(() => lock.release());
  const newToken = await ensureGlobalToken(paths, systemRandomness);
  const adminToken = await ensureAdminToken(paths.adminTokenFile, systemRandomness);
  const secrets: { current: () => readonly string[] } = { current: () => [] };
  const mask = createCurrentMask(() => secrets.current());
  const log = openLog({ file: paths.logFile, level: "info", clock, mask });
  closers.add(() => log.close());
  const settings = await openSettings({ paths, environment, clock, log });
  closers.add(() => settings.close());
  secrets.current = () => settings.current().secretValues;
  const recovered: { told: () => void } = { told: () => {} };
  const ledger = openLedger({ paths, clock, log, onRecovered: () => recovered.told() });
  closers.add(() => ledger.close());
  const hub = createEventHub((fault) => log.error("a watcher failed", { fault: String(fault) }));
  return { newToken, adminToken, mask, log, settings, ledger, recovered, hub };
}
type Base = Awaited<ReturnType<typeof openBase>>;

/** What happens to a delivery that is on disk. */
function buildWork({ paths, environment, clock, graceMs, closers }: Context, base: Base) {
  const { log, settings, ledger, hub } = base;
  const shared = {
    paths,
    environment,
    clock,
    log,
    ledger,
    randomness: systemRandomness,
    emit: hub.emit,
  };
  const config = () => settings.current().config;
  const runProcess = createRunProcess({ clock });
  const runAgent = createRunAgent({ runProcess, environment, clock });
  const sinkOf = createSinkTable({
    ...{ config, log, runProcess, paths },
    environment: () => targetEnvironment(environment),
  });
  const outbox = createOutbox({ ...shared, sinkOf });
  closers.add(() => outbox.close());
  const dispatcher = createDispatcher({
    ...shared,
    settings: () => settings.current(),
    modes: createModes({ ...shared, runProcess, runAgent, findSource }),
    runsFolder: paths.runsFolder,
    reportsOf: (delivery, ending, hook) => reportsOf(config(), hook, delivery, ending),
    endOrphan: (run, start) =>
      run.pid === null ? sweepRun(run.id) : endOrphan(run.pid, start, run.id),
  });
  base.recovered.told = dispatcher.takeUp;
  closers.add(() => dispatcher.shutdown(graceMs));
  const policy = () => ({ ...config().retention, dedupeDays: config().webhooks.dedupeDays });
  const retention = startRetention({ clock, ledger, policy, runsFolder: paths.runsFolder, log });
  closers.add(() => retention.close());
  closers.add(
    hub.subscribe((event) => {
      if (mayHaveReports(event)) outbox.wake();
    }),
    settings.onChange(({ hooks, problems }) => {
      hub.emit({ type: "settings", at: clock.now(), hooks: hooks.size, problems: problems.length });
      dispatcher.settingsChanged();
    }),
  );
  return { dispatcher, outbox };
}
type Work = ReturnType<typeof buildWork>;

/** The two ways in: senders, and the owner. */
async function openDoors(
  context: Context,
  base: Base,
  { dispatcher, requestStop }: Work & { readonly requestStop: () => void },
) {
  const { paths, version, clock, closers } = context;
  const { log, settings, ledger, hub, mask } = base;
  const addresses: { admin: Address; hooks: Address | null } = {
    admin: { host: "", port: 0 },
    hooks: null,
  };
  const ingress = createIngress({
    ...{ clock, ledger, log, randomness: systemRandomness, emit: hub.emit },
    settings: () => settings.current(),
    onAccepted: dispatcher.offer,
  });
  const admin = createAdmin({
    ...{ clock, ledger, dispatcher, mask, log, version, events: hub },
    token: base.adminToken,
    addresses: () => addresses,
    settings: () => settings.current(),
    submitTest: ingress.submitTest,
    requestStop,
    runsFolder: paths.runsFolder,
    startedAt: clock.now(),
  });
  const { webhooks, admin: adminSettings } = settings.current().config;
  const adminDoor = await openDoor({ log, clock }, "admin", {
    ...adminSettings,
    fetch: admin.fetch,
  });
  addresses.admin = adminDoor.address;
  closers.add(async () => {
    admin.close();
    await adminDoor.close(LISTENER_GRACE_MS);
  });
  if (webhooks.enabled) {
    const limits = { maxConnections: webhooks.maxConnections };
    const hookDoor = await openDoor({ log, clock }, "webhooks", {
      ...webhooks,
      limits,
      fetch: ingress.fetch,
    });
    addresses.hooks = hookDoor.address;
    closers.add(async () => {
      ingress.stop();
      await hookDoor.close(LISTENER_GRACE_MS);
    });
  }
  return addresses;
}
function openDoor(
  { log, clock }: Pick<Base, "log"> & Pick<Context, "clock">,
  section: "webhooks" | "admin",
  { host, port, fetch, limits = {} }: Pick<ListenerOptions, "host" | "port" | "fetch" | "limits">,
): Promise<Listener> {
  const onError = (error: Error): void =>
    log.error("a listener has trouble", { listener: section, error: error.message });
  return openListener({
    clock,
    fetch,
    host,
    port,
    limits,
    onError,
    portSetting: `${section}.port`,
  });
}

function mayHaveReports(event: WakehookEvent): boolean {
  if (event.type === "run") return event.run.state === "done";
  if (event.type !== "delivery") return false;
  const { status } = event.delivery;
  return status !== null && (status === "held:paused" || isErrorStatus(status));
}
