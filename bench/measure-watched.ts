// Accepts of a daemon while many dashboards are open, against the same daemon's while none is.

import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { openAdminDoor, type AdminDoor } from "./admin-door.ts";
import { measure, warmUp, type Measured } from "./measure-accepts.ts";
import type { Scale } from "./scale.ts";
import { startDaemon, writeHome, type Server } from "./servers.ts";
import type { Stage } from "./stage.ts";
import { median } from "./statistics.ts";

/** What open dashboards cost. */
export interface WatchedCost {
  readonly pages: number;
  /** Accepts with them, as a share of those without. */
  readonly ofUnwatched: number;
  /** Processor time of an accept, as a multiple of the same; null where the system does not tell. */
  readonly cpu: number | null;
}

const LOAD = { auth: "github", connections: 16, bytes: 1000 } as const;
const PAGES = 50;
/** More than the head of an answer: a batch or more. */
const LEAST_BYTES = 8192;
/** Rounds are long enough for several batches to the pages. */
const ROUNDS_AT_ONCE = 4;

/** Measures one daemon in turn. */
export async function measureWatched(stage: Stage, scale: Scale): Promise<WatchedCost> {
  const durationMs = scale.roundMs * ROUNDS_AT_ONCE;
  const home = await stage.folder();
  await writeHome(home);
  const server = await startDaemon(stage, home);
  try {
    const door = await openAdminDoor(home);
    await warmUp(server, LOAD, scale);
    const shares: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < scale.rounds; round += 1) {
      const { alone, watched } = await compare({ server, door }, durationMs, round % 2 === 1);
      shares.push(watched.perSecond / alone.perSecond);
      if (watched.cpuMicroseconds !== null && alone.cpuMicroseconds !== null)
        cpu.push(watched.cpuMicroseconds / alone.cpuMicroseconds);
    }
    return {
      pages: PAGES,
      ofUnwatched: median(shares),
      cpu: cpu.length === 0 ? null : median(cpu),
    };
  } finally {
    await server.stop();
  }
}

/** Each comes first in turn: what comes second finds warmer code and a longer ledger. */
async function compare(
  { server, door }: Watched,
  durationMs: number,
  isWatchedFirst: boolean,
): Promise<{ readonly alone: Measured; readonly watched: Measured }> {
  const before = isWatchedFirst ? null : await measure(server, LOAD, durationMs);
  const pages = await openPages(door);
  const watched = await measure(server, LOAD, durationMs);
  await closePages(pages);
  return { alone: before ?? (await measure(server, LOAD, durationMs)), watched };
}

interface Watched {
  readonly server: Server;
  readonly door: AdminDoor;
}

/** The streams of so many pages, as sockets: what a browser would do with them is no cost of the daemon's. */
function openPages({ url, headers }: AdminDoor): Promise<Socket[]> {
  const { host, port } = new URL(url);
  const request = `GET /changes HTTP/1.1\r\nHost: ${host}\r\nCookie: ${headers.page["cookie"]}\r\n\r\n`;
  return Promise.all(
    Array.from({ length: PAGES }, async () => {
      const socket = connect({ port: Number(port), host: "127.0.0.1" });
      socket.write(request);
      const [first] = (await once(socket, "data")) as [Buffer];
      if (!first.toString("latin1").startsWith("HTTP/1.1 200 "))
        throw new Error(`no stream: ${first.toString("latin1").slice(0, 200)}`);
      socket.resume();
      return socket;
    }),
  );
}

/** Pages that the daemon let go of, or told nothing, were no load. */
async function closePages(pages: readonly Socket[]): Promise<void> {
  if (pages.some((page) => page.readyState !== "open" || page.bytesRead < LEAST_BYTES))
    throw new Error("a page was not told what arrived");
  await Promise.all(
    pages.map(async (page) => {
      const closed = once(page, "close");
      page.destroy();
      await closed;
    }),
  );
}
