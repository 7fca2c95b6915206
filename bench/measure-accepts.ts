// Durable accepts of the daemon against the same HTTP stack with a synced log, and with nothing kept.

import { openSender } from "./load.ts";
import type { Load, Scale } from "./scale.ts";
import { startControl, startDaemon, writeHome, type Server } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";
import { cpuSeconds } from "./usage.ts";

/** One kind of load, and what each server made of it: medians of all rounds. */
export interface AcceptPoint extends Load {
  /** Durable accepts of the daemon, as a share of what the log takes. */
  readonly ofLog: number;
  /** ... and of what the server takes that keeps nothing. */
  readonly ofNothing: number;
  /** Processor time of an accept, as a multiple of the log's. */
  readonly cpuOfLog: number | null;
  readonly daemon: Measured;
  readonly log: Measured;
  readonly nothing: Measured;
}

/** One server under one load. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** null where the system does not tell. */
  readonly cpuMicroseconds: number | null;
}

/** Measures every load of the scale. Every load gets fresh servers: none is slowed by what another one left. */
export async function measureAccepts(stage: Stage, scale: Scale): Promise<AcceptPoint[]> {
  const points: AcceptPoint[] = [];
  for (const load of scale.loads) points.push(await measureLoad(stage, scale, load));
  return points;
}

/** The rounds go A B C, A B C: what disturbs the machine disturbs all three. */
async function measureLoad(stage: Stage, scale: Scale, load: Load): Promise<AcceptPoint> {
  const home = await stage.folder();
  await writeHome(home);
  const servers = {
    nothing: await startControl(stage, "nothing"),
    log: await startControl(stage, { logIn: await stage.folder() }),
    daemon: await startDaemon(stage, home),
  };
  const names = ["nothing", "log", "daemon"] as const;
  const rounds: Array<Record<(typeof names)[number], Measured>> = [];
  for (const name of names) await measure(servers[name], load, scale.warmUpMs);
  for (let round = 0; round < scale.rounds; round += 1) {
    const nothing = await measure(servers.nothing, load, scale.roundMs);
    const log = await measure(servers.log, load, scale.roundMs);
    rounds.push({ nothing, log, daemon: await measure(servers.daemon, load, scale.roundMs) });
  }
  await Promise.all(names.map((name) => servers[name].stop()));
  const share = (of: "log" | "nothing"): number =>
    median(rounds.map((round) => round.daemon.perSecond / round[of].perSecond));
  const middle = (name: (typeof names)[number]): Measured =>
    middleOf(rounds.map((round) => round[name]));
  const measured = { daemon: middle("daemon"), log: middle("log"), nothing: middle("nothing") };
  return {
    ...load,
    ofLog: share("log"),
    ofNothing: share("nothing"),
    ...measured,
    cpuOfLog: cpuShare(measured),
  };
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

function cpuShare({ daemon, log }: Record<"daemon" | "log", Measured>): number | null {
  if (daemon.cpuMicroseconds === null || log.cpuMicroseconds === null) return null;
  return daemon.cpuMicroseconds / log.cpuMicroseconds;
}
