// How many deliveries share a sync, counted at the system's own calls: a few lines of C are loaded into the daemon.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openSender } from "./load.ts";
import { warmUp } from "./measure-accepts.ts";
import type { Scale } from "./scale.ts";
import { startDaemon, writeHome } from "./servers.ts";
import type { Stage } from "./stage.ts";

/** Syncs under one load. */
export interface SyncCount {
  readonly connections: number;
  readonly accepted: number;
  readonly syncs: number;
}

const COUNTER_BYTES = 8;

/** Counts for every number of connections. null where there is no C compiler, or no LD_PRELOAD. */
export async function measureSyncs(stage: Stage, scale: Scale): Promise<SyncCount[] | null> {
  const folder = await stage.folder();
  const library = path.join(folder, "count-syncs.so");
  if (process.platform !== "linux" || !compile(library)) return null;
  const counter = path.join(folder, "syncs");
  writeFileSync(counter, Buffer.alloc(COUNTER_BYTES));
  const home = await stage.folder();
  await writeHome(home);
  const environment = { LD_PRELOAD: library, WAKEHOOK_BENCH_SYNCS: counter };
  const daemon = await startDaemon(stage, home, environment);
  const sender = openSender();
  const counts: SyncCount[] = [];
  try {
    for (const connections of scale.syncs) {
      const load = { auth: "github", connections, bytes: 1000, port: daemon.port } as const;
      await warmUp(daemon, load, scale);
      const before = readCount(counter);
      const { accepted } = await sender.send({ ...load, durationMs: scale.roundMs });
      counts.push({ connections, accepted, syncs: readCount(counter) - before });
    }
  } finally {
    sender.close();
    await daemon.stop();
  }
  return counts;
}

function compile(library: string): boolean {
  const source = path.join(import.meta.dirname, "count-syncs.c");
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

function readCount(counter: string): number {
  return Number(readFileSync(counter).readBigInt64LE());
}
