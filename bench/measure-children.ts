// From the 202 to the start of the child that it causes, against starting the same child by itself.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSender } from "./load.ts";
import type { Scale } from "./scale.ts";
import { startDaemon, writeHome } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** Medians. */
export interface ChildStart {
  /** As a multiple of a plain start. */
  readonly ofPlain: number;
  readonly daemonMs: number;
  readonly plainMs: number;
}

const LOOK_AGAIN_MS = 1;
const LONGEST_MS = 10_000;
const NANOSECONDS_PER_MS = 1_000_000;

/** One delivery after the other. null where `date` tells no nanoseconds, as on macOS. */
export async function measureChildren(stage: Stage, scale: Scale): Promise<ChildStart | null> {
  const home = await stage.folder();
  const file = path.join(home, "started");
  // The answer makes the run a success.
  const target = ["/bin/sh", "-c", `date +%s%N >> '${file}'; echo done`];
  await writeHome(home, { target });
  const daemon = await startDaemon(stage, home);
  const sender = openSender();
  const load = {
    auth: "github",
    connections: 1,
    bytes: 1000,
    durationMs: LONGEST_MS,
    most: 1,
  } as const;
  const [caused, plain]: [number[], number[]] = [[], []];
  try {
    for (let round = 0; round < scale.children; round += 1) {
      const { endedAt } = await sender.send({ ...load, port: daemon.port });
      caused.push((await nextLine(file, round * 2)) - endedAt);
      const startedAt = performance.timeOrigin + performance.now();
      const child = spawn("/bin/sh", ["-c", `date +%s%N >> '${file}'`], { stdio: "ignore" });
      plain.push((await nextLine(file, round * 2 + 1)) - startedAt);
      if (child.exitCode === null) await once(child, "exit");
    }
  } finally {
    sender.close();
    await daemon.stop();
  }
  const [daemonMs, plainMs] = [median(caused), median(plain)];
  return Number.isFinite(daemonMs) ? { ofPlain: daemonMs / plainMs, daemonMs, plainMs } : null;
}

/** When the line with this number was written: epoch milliseconds. */
async function nextLine(file: string, number: number): Promise<number> {
  for (let waited = 0; waited < LONGEST_MS; waited += LOOK_AGAIN_MS) {
    const line = (await readFile(file, "utf8").catch(() => "")).split("\n")[number];
    if (line !== undefined && line !== "") return Number(line) / NANOSECONDS_PER_MS;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error("a child did not start");
}
