import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { systemClock, type Clock } from "../../src/system/clock.ts";
import { connectWebSocket } from "../../src/websocket/connect.ts";
import { makeTlsCertificate } from "../relay/tls-certificate.ts";
import { standInRelay } from "./stand-in-relay.ts";
import { aTunnel, settingsWith, tunnelWorld } from "./tunnel-world.ts";

const TIMES = 20;
const fastClock: Clock = {
  ...systemClock,
  monotonic: () => performance.now() * TIMES,
  setTimer: (call, delayMs, options) => systemClock.setTimer(call, delayMs / TIMES, options),
};

describe("an other end that goes on talking", () => {
  it("is not listened to once it is left, and is left all the same", async () => {
    const relay = await standInRelay();
    const here = tunnelWorld(settingsWith([aTunnel(relay.url)]), fastClock);
    const visit = await relay.visit();
    await here.reached("up");
    // It never answers that we close.
    visit.socket.pause();

    visit.raw("no frame of the protocol");
    let number = 0;
    const talking = setInterval(() => {
      if (visit.socket.readyState !== visit.socket.OPEN) return;
      visit.push("site", (number += 1));
      visit.raw("no frame of the protocol");
    }, 5);
    await here.reached("down").finally(() => clearInterval(talking));

    expect(number).toBeGreaterThan(0);
    expect(here.cameIn).toEqual([]);
  });
});

describe("a certificate that nobody vouches for", () => {
  afterEach(() => {
    delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  });

  it("is refused, whatever the environment says", async () => {
    const server = createServer(makeTlsCertificate()).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";

    const { socket } = connectWebSocket(`wss://127.0.0.1:${String(port)}/tunnel`, {
      largestMessage: 1000,
      handshakeMs: 5000,
    });

    const code = await new Promise((resolve) =>
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code)),
    );
    expect(code).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
  });
});
