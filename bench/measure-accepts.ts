// Durable accepts of the daemon against servers that do less: that sync a log, or keep nothing.

import { openSender } from "./load.ts";
import { startPlain, startWebhook } from "./peers.ts";
import { PEERS, type Load, type Peer, type Scale } from "./scale.ts";
import { startControl, startDaemon, writeHome, type Server } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";
import { cpuSeconds } from "./usage.ts";

const LONGEST_WARM_UP_MS = 10_000;

/** One kind of load, and what each server made of it: medians of all rounds. */
export interface AcceptPoint extends Load {
  readonly daemon: Measured;
  readonly peers: Readonly<Partial<Record<Peer, Against>>>;
}

/** A peer, and the daemon as a share of it. */
export interface Against {
  readonly measured: Measured;
  /** Accepts of the daemon, as a share of the peer's. */
  readonly accepts: number;
  /** Processor time of an accept, as a multiple of the peer's; null where the system does not tell. */
  readonly cpu: number | null;
}

/** One server under one load. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** null where the system does not tell. */
  readonly cpuMicroseconds: number | null;
}

/** Measures one load with fresh servers: none is slowed by what another one left. */
export async function measureLoad(stage: Stage, scale: Scale, load: Load): Promise<AcceptPoint> {
  const home = await stage.folder();
  await writeHome(home);
  const daemon = await startDaemon(stage, home);
  const peers = await startPeers(stage, scale.peers);
  const all = [...peers.values(), daemon];
  try {
    for (const server of all) await warmUp(server, load, scale);
    // A B C, A B C: what disturbs the machine disturbs all.
    const rounds: Measured[][] = [];
    for (let round = 0; round < scale.rounds; round += 1) {
      const measured: Measured[] = [];
      for (const server of all) measured.push(await measure(server, load, scale.roundMs));
      rounds.push(measured);
    }
    return toPoint(load, [...peers.keys()], rounds);
  } finally {
    await Promise.all(all.map((server) => server.stop()));
  }
}

async function startPeers(stage: Stage, wanted: readonly Peer[]): Promise<Map<Peer, Server>> {
  const { webhook } = stage;
  const start: Record<Peer, () => Promise<Server> | null> = {
    nothing: () => startControl(stage, "nothing"),
    plain: () => startPlain(stage),
    log: async () => startControl(stage, { logIn: await stage.folder() }),
    webhook: () => (webhook === null ? null : startIn(stage, webhook)),
  };
  const peers = new Map<Peer, Server>();
  for (const name of PEERS.filter((peer) => wanted.includes(peer))) {
    const server = await start[name]();
    if (server !== null) peers.set(name, server);
  }
  return peers;
}

async function startIn(stage: Stage, webhook: string): Promise<Server> {
  return startWebhook(webhook, await stage.folder());
}

/** `rounds` hold the peers in their order, then the daemon. */
function toPoint(
  load: Load,
  names: readonly Peer[],
  rounds: ReadonlyArray<readonly Measured[]>,
): AcceptPoint {
  const against = (at: number): Against => {
    const pairs = rounds.flatMap((round) => {
      const [peer, daemon] = [round[at], round[names.length]];
      return peer === undefined || daemon === undefined ? [] : [{ peer, daemon }];
    });
    const cpu = pairs.flatMap(({ peer, daemon }) =>
      peer.cpuMicroseconds === null || daemon.cpuMicroseconds === null
        ? []
        : daemon.cpuMicroseconds / peer.cpuMicroseconds,
    );
    return {
      measured: middleOf(pairs.map(({ peer }) => peer)),
      accepts: median(pairs.map(({ peer, daemon }) => daemon.perSecond / peer.perSecond)),
      cpu: cpu.length === 0 ? null : median(cpu),
    };
  };
  const daemon = middleOf(rounds.flatMap((round) => round[names.length] ?? []));
  return {
    ...load,
    daemon,
    peers: Object.fromEntries(names.map((name, at) => [name, against(at)])),
  };
}

/** Sends so many requests that what is measured next is no beginner. */
export async function warmUp(server: Server, load: Load, { warmUp: most }: Scale): Promise<void> {
  const sender = openSender();
  try {
    await sender.send({ ...load, port: server.port, durationMs: LONGEST_WARM_UP_MS, most });
  } finally {
    sender.close();
  }
}

/** One server under one load for a while. A sender of its own: none starts with another one's garbage. */
export async function measure(server: Server, load: Load, durationMs: number): Promise<Measured> {
  const sender = openSender();
  try {
    const before = cpuSeconds(server.pid);
    const result = await sender.send({ ...load, port: server.port, durationMs });
    const after = cpuSeconds(server.pid);
    return {
      perSecond: result.accepted / result.seconds,
      p50Ms: result.p50Ms,
      p99Ms: result.p99Ms,
      cpuMicroseconds:
        before === null || after === null ? null : ((after - before) / result.accepted) * 1_000_000,
    };
  } finally {
    sender.close();
  }
}

function middleOf(rounds: readonly Measured[]): Measured {
  const cpu = rounds.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    cpuMicroseconds: cpu.length === 0 ? null : median(cpu),
  };
}
