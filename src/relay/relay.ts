// Builds the relay's parts in the order of a parcel's way, and takes them apart in the reverse order.

import type { Listener } from "../http/listener.ts";
import { createClosers, type Closers } from "../system/closers.ts";
import { watchClockJumps } from "../system/clock-jumps.ts";
import { systemRandomness } from "../system/randomness.ts";
import { openRelayBase, type RelayOptions } from "./base.ts";
import { keepHouse } from "./keep-house.ts";
import { openPublicEnd } from "./public-end.ts";
import { announceRelay } from "./running.ts";
import { createTunnels } from "./tunnel/tunnels.ts";

export type { RelayOptions } from "./base.ts";

/** A relay at work. */
export interface Relay {
  readonly address: Listener["address"];
  readonly isTls: boolean;
  readonly publicUrl: string | undefined;
  stop(): Promise<void>;
}

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
  const base = await openRelayBase(options, closers);
  const { clock, log, version, paths, keys } = base;
  const { config } = base.settings;
  const jumps = watchClockJumps(clock);
  const tunnels = createTunnels({
    ...base,
    randomness: systemRandomness,
    publicUrl: config.publicUrl,
    waitedMs: (receivedAt) =>
      Math.max(0, Math.round(clock.now() - jumps.ahead(receivedAt) - receivedAt)),
  });
  keys.onChange(() => tunnels.endRevoked());
  const { address } = await openPublicEnd({ ...base, tunnels }, options, closers);
  const house = keepHouse({
    ...base,
    jumps,
    maxAgeMs: config.maxAge * 1000,
    inHandUpTo: (lane) => tunnels.inHandUpTo(lane),
    onTick: () => tunnels.endRevoked(),
  });
  closers.add(house);
  closers.add(await announceRelay(paths, { address, version, startedAt: clock.now() }));
  const isTls = config.tls !== undefined;
  log.info("started", { version, ...address, tls: isTls });
  return { address, isTls, publicUrl: config.publicUrl, stop: () => closers.closeAll() };
}
