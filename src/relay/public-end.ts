// The one listener of the relay: senders come by the door, daemons by the upgrade at /tunnel.

import type { IncomingMessage } from "node:http";
import { openListener, type Listener } from "../http/listener.ts";
import { readSenderAddress } from "../http/sender-address.ts";
import type { Closers } from "../system/closers.ts";
import { openFileLimit } from "../system/open-files.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { RelayBase, RelayOptions } from "./base.ts";
import { createDoor } from "./door/door.ts";
import { createDoorLimits } from "./door/door-limits.ts";
import { createSealRequest } from "./door/parcel-seals.ts";
import { readTlsFiles, watchTlsFiles } from "./tls-files.ts";
import { admitDaemons } from "./tunnel/admit-daemon.ts";
import type { Tunnels } from "./tunnel/tunnels.ts";

/** Requests that are being answered when the stop comes, milliseconds. */
const GRACE_MS = 3000;
/** For the database, the log and the settings: a connection never takes these. */
const KEPT_FILES = 64;
const FEWEST_CONNECTIONS = 4;

/**
 * Opens it. Closed, it takes nothing more and says goodbye to the daemons.
 * @throws WakehookError `port_taken`, `settings_invalid`.
 */
export async function openPublicEnd(
  base: RelayBase & { readonly tunnels: Tunnels },
  { host, port }: Pick<RelayOptions, "host" | "port">,
  closers: Closers,
): Promise<Listener> {
  const { clock, log, tunnels } = base;
  const { config } = base.settings;
  const door = createDoor({
    ...base,
    seal: createSealRequest({ clock, randomness: systemRandomness }),
    limits: createDoorLimits(
      () => clock.monotonic(),
      () => config.failuresPerMinute,
    ),
  });
  let isStopping = false;
  const listener = await openListener({
    clock,
    tls: config.tls === undefined ? undefined : readTlsFiles(config.tls),
    host: host ?? config.host,
    port: port ?? config.port,
    portSetting: "port",
    portHint: "choose host and port with: wakehook relay init --host <address> --port <port>",
    limits: { maxConnections: connectionBound(config.maxConnections) },
    fetch: (request, info) => door.fetch(request, info),
    upgrades: admitDaemons({
      ...base,
      failuresPerMinute: () => config.failuresPerMinute,
      isStopping: () => isStopping,
      addressOf: (request) => addressOf(base, request),
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
  return listener;
}

function addressOf(
  { settings }: Pick<RelayBase, "settings">,
  { socket, headers }: IncomingMessage,
): string {
  const peer = socket.remoteAddress ?? "unknown";
  return readSenderAddress(settings.config, peer, (name) => [headers[name] ?? []].flat());
}

function connectionBound(wanted: number): number {
  const room = (openFileLimit() ?? Number.POSITIVE_INFINITY) - KEPT_FILES;
  return Math.max(FEWEST_CONNECTIONS, Math.min(wanted, room));
}
