// Resident memory of the daemon, idle and with many deliveries waiting.

import { setTimeout as sleep } from "node:timers/promises";
import { openSender } from "./load.ts";
import type { Scale } from "./scale.ts";
import { startControl, startDaemon, writeHome } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { residentMib } from "./usage.ts";

/** null where the system does not tell. */
export interface MemoryUse {
  readonly idleMib: number | null;
  /** A server of the same stack that does nothing else, idle. */
  readonly bareMib: number | null;
  readonly queued: number;
  readonly queuedMib: number | null;
}

const SETTLE_MS = 1000;
const BYTES = 10_000;
const LONGEST_MS = 60_000;

/** Looks at a fresh daemon, fills its queue, and looks again. */
export async function measureMemory(stage: Stage, { queued }: Scale): Promise<MemoryUse> {
  const home = await stage.folder();
  await writeHome(home);
  const daemon = await startDaemon(stage, home);
  const bare = await startControl(stage, "nothing");
  const sender = openSender();
  try {
    await sleep(SETTLE_MS);
    const idleMib = residentMib(daemon.pid);
    const bareMib = residentMib(bare.pid);
    const load = { auth: "github", connections: 16, bytes: BYTES } as const;
    await sender.send({ ...load, port: daemon.port, durationMs: LONGEST_MS, most: queued });
    await sleep(SETTLE_MS);
    return { idleMib, bareMib, queued, queuedMib: residentMib(daemon.pid) };
  } finally {
    sender.close();
    await Promise.all([daemon.stop(), bare.stop()]);
  }
}
