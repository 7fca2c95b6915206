// Builds the relay's parts in the order of a parcel's way, and takes them apart in the reverse order.

import { readSenderAddress } from "../http/sender-address.ts";
import { openListener, type Listener } from "../http/listener.ts";
import { systemClock, type Clock } from "../system/clock.ts";
import { watchClockJumps } from "../system/clock-jumps.ts";
import { createClosers, type Closers } from "../system/closers.ts";
import type { Environment } from "../system/environment.ts";
import { createMask } from "../core/secrets/mask.ts";
import { openFileLimit } from "../system/open-files.ts";
import { openLog } from "../system/log.ts";
import { systemRandomness } from "../system/randomness.ts";
import { createDoor } from "./door/door.ts";
import { createDoorLimits } from "./door/door-limits.ts";
import { createSealRequest } from "./door/parcel-seals.ts";
import { keepHouse } from "./keep-house.ts";
import { openKeyRing } from "./keys/key-ring.ts";
import { relayPaths } from "./paths.ts";
import { announceRelay, ensureRelayFolder, takeRelay } from "./running.ts";
import { needRelaySettings } from "./settings/load-relay-config.ts";
import { openRelayDatabase } from "./store/open-database.ts";
import { createLaneCounts } from "./store/lane-counts.ts";
import { createParcels } from "./store/parcels.ts";
import { openRegistrations } from "./store/registrations.ts";
import { openRelayStore } from "./store/relay-store.ts";
import { readTlsFiles, watchTlsFiles } from "./tls-files.ts";
import { admitDaemons } from "./tunnel/admit-daemon.ts";
import { createTunnels } from "./tunnel/tunnels.ts";

/** How a relay is started. */
export interface RelayOptions {
  /** The home folder; the relay has its own folder in it. */
  readonly home: string;
  readonly environment: Environment;
  readonly version: string;
  readonly clock?: Clock;
  /** In the place of what relay.json says. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** A relay at work. */
export interface Relay {
  readonly address: Listener["address"];
  readonly isTls: boolean;
  readonly publicUrl: string | undefined;
  stop(): Promise<void>;
}

/** Requests that are being answered when the stop comes, milliseconds. */
const GRACE_MS = 3000;
/** For the database, the log and the settings: a connection never takes these. */
const KEPT_FILES = 64;

/**
 * Starts the relay of a home. What was opened is closed again where a later part cannot be.
 * @throws WakehookError `home_unusable`, `permissions_too_wide`, `settings_invalid`, `daemon_running`, `port_taken`,
 * `ledger_damaged`, `ledger_too_new`, `storage_unavailable`.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const closers = createClosers();
  try {
    return await build(options, closers);
  } catch (thrown) {
    await closers.closeAll();
    throw thrown;
  }
}

async function build(options: RelayOptions, closers: Closers): Promise<Relay> {
  const { home, environment, version, clock = systemClock } = options;
  const paths = relayPaths(home);
  await ensureRelayFolder(home, paths);
  const settings = await needRelaySettings(paths.configFile, environment);
  const { config } = settings;
  const lock = await takeRelay(paths);
  closers.add(() => lock.release());
  const mask = createMask(settings.secretValues);
  const log = openLog({ file: paths.logFile, level: "info", clock, mask });
  closers.add(() => log.close());

  const { connection, watermark, id } = openRelayDatabase({
    paths,
    clock,
    log,
    randomness: systemRandomness,
  });
  closers.add(() => watermark.close());
  const store = openRelayStore(
    {
      file: paths.database,
      onCommit: (position) => watermark.note(position),
      onFault: (error) => log.error("the relay keeps nothing for now", { error: error.message }),
      onReopened: (opened) => parcels.reload(opened),
    },
    connection,
  );
  closers.add(() => store.close());
  const parcels = createParcels(store, createLaneCounts(), () => config);
  const registrations = await openRegistrations(store);
  const keys = await openKeyRing({ paths, clock, log });
  closers.add(() => keys.close());

  const jumps = watchClockJumps(clock);
  const tunnels = createTunnels({
    clock,
    log,
    keys,
    parcels,
    registrations,
    id,
    version,
    randomness: systemRandomness,
    publicUrl: config.publicUrl,
    waitedMs: (receivedAt) =>
      Math.max(0, Math.round(clock.now() - jumps.ahead(receivedAt) - receivedAt)),
  });
  keys.onChange(() => tunnels.endRevoked());
  const door = createDoor({
    clock,
    log,
    settings,
    keys,
    registrations,
    parcels,
    tunnels,
    seal: createSealRequest({ clock, randomness: systemRandomness }),
    limits: createDoorLimits(
      () => clock.monotonic(),
      () => config.failuresPerMinute,
    ),
  });
  let isStopping = false;
  const tls = config.tls === undefined ? undefined : readTlsFiles(config.tls);
  const listener = await openListener({
    clock,
    tls,
    host: options.host ?? config.host,
    port: options.port ?? config.port,
    portSetting: "port",
    portHint: "choose host and port with: wakehook relay init --host <address> --port <port>",
    limits: { maxConnections: connectionBound(config.maxConnections) },
    fetch: (request, info) => door.fetch(request, info),
    upgrades: admitDaemons({
      clock,
      log,
      keys,
      failuresPerMinute: () => config.failuresPerMinute,
      isStopping: () => isStopping,
      addressOf: (request) =>
        readSenderAddress(config, request.socket.remoteAddress ?? "unknown", (name) =>
          [request.headers[name] ?? []].flat(),
        ),
      onGuest: (guest) => void tunnels.welcome(guest),
    }),
    onError: (error) => log.error("the listener has trouble", { error: error.message }),
  });
  closers.add(async () => {
    isStopping = true;
    door.stop();
    await Promise.all([tunnels.close(), listener.close(GRACE_MS)]);
  });
  if (config.tls !== undefined)
    closers.add(watchTlsFiles({ clock, log }, config.tls, (files) => listener.setTls(files)));
  closers.add(
    keepHouse({
      clock,
      log,
      jumps,
      store,
      parcels,
      maxAgeMs: config.maxAge * 1000,
      sentUpTo: (lane) => tunnels.sentUpTo(lane),
      onTick: () => tunnels.endRevoked(),
    }),
  );
  closers.add(await announceRelay(paths, { ...listener, version, startedAt: clock.now() }));
  log.info("started", { version, ...listener.address, tls: tls !== undefined });
  return {
    address: listener.address,
    isTls: tls !== undefined,
    publicUrl: config.publicUrl,
    stop: () => closers.closeAll(),
  };
}

function connectionBound(wanted: number): number {
  const room = (openFileLimit() ?? Number.POSITIVE_INFINITY) - KEPT_FILES;
  return Math.max(4, Math.min(wanted, room));
}
