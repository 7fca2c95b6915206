// From the start of the process to its first 202: the daemon against a bare server of the same stack.

import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createRequests } from "./request.ts";
import type { Scale } from "./scale.ts";
import {
  freePort,
  HOOKS,
  stoppable,
  SECRET,
  spawnControl,
  spawnDaemon,
  writeHome,
  type Server,
} from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** Medians. */
export interface StartCost {
  /** As a multiple of the bare server's. */
  readonly ofBare: number;
  readonly daemonMs: number;
  readonly bareMs: number;
}

const LOOK_AGAIN_MS = 1;
const LONGEST_MS = 15_000;

/** Starts both in turn, again and again. The home exists already, as after the first start. */
export async function measureStart(stage: Stage, scale: Scale): Promise<StartCost> {
  const home = await stage.folder();
  const rounds: Array<{ readonly daemon: number; readonly bare: number }> = [];
  // The first round fills the caches: that of the disk, and Node's own of compiled code.
  for (let round = 0; round <= scale.starts; round += 1) {
    const port = await freePort();
    await writeHome(home, { port });
    const bare = await untilAccepted(port, () =>
      stoppable(spawnControl(stage, { CONTROL_PORT: String(port) })),
    );
    const daemon = await untilAccepted(port, () => stoppable(spawnDaemon(stage, home), home));
    if (round > 0) rounds.push({ daemon, bare });
  }
  return {
    ofBare: median(rounds.map(({ daemon, bare }) => daemon / bare)),
    daemonMs: median(rounds.map(({ daemon }) => daemon)),
    bareMs: median(rounds.map(({ bare }) => bare)),
  };
}

async function untilAccepted(port: number, start: () => Pick<Server, "stop">): Promise<number> {
  const request = createRequests({
    hook: HOOKS.github,
    auth: "github",
    secret: SECRET,
    bytes: 1000,
  })();
  const startedAt = performance.now();
  const server = start();
  try {
    while (!(await isAccepted(port, request))) {
      if (performance.now() - startedAt > LONGEST_MS) throw new Error("a server did not answer");
      await sleep(LOOK_AGAIN_MS);
    }
    return performance.now() - startedAt;
  } finally {
    await server.stop();
  }
}

/** Nobody may listen yet: then false. */
async function isAccepted(port: number, request: Buffer): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    socket.write(request);
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString("latin1").startsWith("HTTP/1.1 202 ");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
