import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:http";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/system/clock.ts";
import { connectWebSocket, type Connection } from "../../src/websocket/connect.ts";
import { createWebSocketServer } from "../../src/websocket/serve.ts";
import { watchLiveness } from "../../src/websocket/watch-liveness.ts";

const PROTOCOL = "test.v1";
const SMALL = { largestMessage: 1000, handshakeMs: 5000 };
const QUICK = { pingEveryMs: 40, deadAfterMs: 800 };
const open: Array<() => void> = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server that agrees, and what it holds of its last connection. */
async function aServer() {
  const server = createServer();
  const agree = createWebSocketServer({ protocol: PROTOCOL, largestMessage: 1000 });
  const held: { raw: Socket | null } = { raw: null };
  server.on("upgrade", (request, socket, head) => {
    held.raw = socket as Socket;
    agree({ request, socket, head }, () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => {
    held.raw?.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${String(port)}/`, held };
}

async function aConnection(url: string, protocols = [PROTOCOL]): Promise<Connection> {
  const connection = connectWebSocket(url, { ...SMALL, protocols });
  open.push(() => connection.socket.terminate());
  await once(connection.socket, "open");
  return connection;
}

describe("a watched connection", () => {
  it("lives as long as its other end answers", async () => {
    const { url } = await aServer();
    const { socket, bytesRead } = await aConnection(url);
    const onDead = vi.fn<() => void>();
    let pongs = 0;
    watchLiveness({ clock: systemClock, socket, bytesRead, onDead, ...QUICK });

    await new Promise<void>((resolve) => socket.on("pong", () => ++pongs === 12 && resolve()));

    expect(onDead).not.toHaveBeenCalled();
    expect(bytesRead()).toBeGreaterThan(0);
  });

  it("is dead when nothing comes by it any more, though its socket is open", async () => {
    const { url, held } = await aServer();
    const { socket, bytesRead } = await aConnection(url);
    held.raw?.pause();
    const begun = performance.now();

    await new Promise<void>((resolve) => {
      watchLiveness({ clock: systemClock, socket, bytesRead, onDead: resolve, ...QUICK });
    });

    expect(performance.now() - begun).toBeGreaterThanOrEqual(QUICK.deadAfterMs - 20);
    expect([socket.CLOSING, socket.CLOSED]).toContain(socket.readyState);
  });

  it("is given little time after the machine has slept", async () => {
    const { url, held } = await aServer();
    const { socket, bytesRead } = await aConnection(url);
    held.raw?.pause();
    let skipMs = 0;
    const clock = {
      ...systemClock,
      now: () => Date.now() + skipMs,
      // Twenty times as quick: a minute is three seconds.
      monotonic: () => performance.now() * 20,
      setTimer: (call: () => void, ms: number) => systemClock.setTimer(call, ms / 20),
    };
    const begun = performance.now();
    const dead = new Promise<void>((resolve) => {
      watchLiveness({ clock, socket, bytesRead, onDead: resolve });
    });
    skipMs = 3_600_000;

    await dead;

    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe("the two ends", () => {
  it("agree on the protocol, or do not connect", async () => {
    const { url } = await aServer();

    expect((await aConnection(url)).socket.protocol).toBe(PROTOCOL);
    await expect(aConnection(url, ["another.v9"])).rejects.toThrow(/subprotocol/);
  });

  it("do not compress, and take no message above the bound", async () => {
    const { url } = await aServer();
    const { socket } = await aConnection(url);

    expect(socket.extensions).toBe("");
    socket.send(Buffer.alloc(1001));
    const [code] = (await once(socket, "close")) as [number];

    expect(code).toBe(1009);
  });
});
