// What every part of the relay stands on: the folder and its lock, the settings, the log, what waits, the keys.

import { createMask } from "../core/secrets/mask.ts";
import type { Log } from "../core/ports/log-port.ts";
import { systemClock, type Clock } from "../system/clock.ts";
import type { Closers } from "../system/closers.ts";
import type { Environment } from "../system/environment.ts";
import { openLog } from "../system/log.ts";
import { systemRandomness } from "../system/randomness.ts";
import { openKeyRing } from "./keys/key-ring.ts";
import { relayPaths, type RelayPaths } from "./paths.ts";
import { ensureRelayFolder, takeRelay } from "./running.ts";
import { needRelaySettings } from "./settings/load-relay-config.ts";
import { createLaneCounts } from "./store/lane-counts.ts";
import { openRelayDatabase } from "./store/open-database.ts";
import { createParcels, type KeepBounds, type Parcels } from "./store/parcels.ts";
import { openRegistrations } from "./store/registrations.ts";
import { openRelayStore, type RelayStore } from "./store/relay-store.ts";

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

/** What everything stands on. */
export type RelayBase = Awaited<ReturnType<typeof openRelayBase>>;

/**
 * Opens the relay's folder for this process alone.
 * @throws WakehookError `home_unusable`, `permissions_too_wide`, `settings_invalid`, `daemon_running`,
 * `ledger_damaged`, `ledger_too_new`, `storage_unavailable`.
 */
export async function openRelayBase(options: RelayOptions, closers: Closers) {
  const { home, environment, version, clock = systemClock } = options;
  const paths = relayPaths(home);
  await ensureRelayFolder(home, paths);
  const settings = await needRelaySettings(paths.configFile, environment);
  const lock = await takeRelay(paths);
  closers.add(() => lock.release());
  const mask = createMask(settings.secretValues);
  const log = openLog({ file: paths.logFile, level: "info", clock, mask });
  closers.add(() => log.close());
  const storage = openStorage({ paths, clock, log }, settings.config, closers);
  const registrations = await openRegistrations(storage.store);
  const keys = await openKeyRing({ paths, clock, log });
  closers.add(() => keys.close());
  return { ...storage, paths, clock, version, settings, log, registrations, keys };
}

function openStorage(
  deps: { readonly paths: RelayPaths; readonly clock: Clock; readonly log: Log },
  bounds: KeepBounds,
  closers: Closers,
): { readonly id: string; readonly store: RelayStore; readonly parcels: Parcels } {
  const { paths, log } = deps;
  const { connection, watermark, id } = openRelayDatabase({
    ...deps,
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
  const parcels = createParcels(store, createLaneCounts(), () => bounds);
  return { id, store, parcels };
}
