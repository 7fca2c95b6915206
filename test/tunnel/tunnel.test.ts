import { once } from "node:events";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { systemClock, type Clock } from "../../src/system/clock.ts";
import { standInRelay } from "./stand-in-relay.ts";
import { aTunnel, settingsWith, tunnelWorld } from "./tunnel-world.ts";

/** Waits, pings and deadlines go by so much quicker. */
function quickened(times: number): Clock {
  return {
    ...systemClock,
    monotonic: () => performance.now() * times,
    setTimer: (call, delayMs, options) => systemClock.setTimer(call, delayMs / times, options),
  };
}
/** Quick waits, and patience enough for a machine that has much to do. */
const fastClock = quickened(20);

describe("a tunnel", () => {
  it("says what the other end said of itself", async () => {
    const relay = await standInRelay();
    relay.welcome = {
      base_url: "https://relay.example.org/home",
      waiting: 3,
      now: Date.now() + 90_000,
    };
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]));

    const visit = await relay.visit();
    await it.reached("up");
    expect(it.tunnels.list()).toMatchObject([
      { tunnel: "relay", kind: "relay", url: relay.url, baseUrl: "https://relay.example.org/home" },
    ]);
    expect(it.tunnels.list()[0]).toMatchObject({ waiting: 3, version: "1.2.3" });
    expect(it.tunnels.list()[0]?.clockAheadMs).toBeGreaterThan(85_000);
    visit.push("site", 1);
    await visit.heard("ack");

    expect(it.tunnels.list()[0]?.waiting).toBe(2);
    await expect(it.tunnels.test("relay")).resolves.toMatchObject({ ok: true, error: null });
  });

  it("comes back after each break, and what it is up to is told once each", async () => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]), fastClock);

    for (let round = 0; round < 3; round++) {
      const visit = await relay.visit();
      await it.reached("up");
      if (round === 0) visit.socket.close(4503, "the relay stops");
      else visit.transport.destroy();
    }
    await relay.visit();
    await it.reached("up");

    const states = it.events.flatMap((event) =>
      event.type === "tunnel" ? [event.health.state] : [],
    );
    expect(states).toEqual(["connecting", "up", "down", "up", "down", "up", "down", "up"]);
  });

  it("notices a connection that is only half there", async () => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]), quickened(60));
    const visit = await relay.visit();
    await it.reached("up");

    visit.transport.pause();

    await it.reached("down", /nothing came from 127.0.0.1:\d+ for a minute/);
    await relay.visit();
    await it.reached("up");
  });

  it("is not waited for by a relay that cuts a frame in its middle", async () => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]), fastClock);
    const visit = await relay.visit();
    await it.reached("up");

    // A binary frame of 64 KiB, of which 1,000 bytes come.
    visit.transport.write(
      Buffer.concat([Buffer.from([0x82, 126, 0xff, 0xff]), Buffer.alloc(1000)]),
    );
    visit.transport.end();
    const next = await relay.visit();
    next.push("site", 1, { body: "after" });
    await next.heard("ack");

    expect(it.cameIn.map(({ body }) => body)).toEqual(["after"]);
  });

  it.each([
    [401, /does not know the key.*wakehook relay key add/],
    [404, /takes no tunnel there \(404\).*does the proxy/],
    [502, /answered 502; it is tried again/],
  ])("says what to do where the upgrade is answered %i", async (status, words) => {
    const relay = await standInRelay();
    relay.status = status;
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]));

    await it.reached("down", words);

    await expect(it.tunnels.test("relay")).resolves.toMatchObject({
      ok: false,
      error: expect.stringMatching(words) as string,
    });
  });

  it.each([
    [4401, /refuses this daemon: the key was revoked.*wakehook relay key rotate/],
    [4409, /another daemon has connected with the same key/],
    [4400, /do not understand each other: the key was revoked/],
  ])("says what to do where it is closed with %i", async (code, words) => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]));
    const visit = await relay.visit();
    await it.reached("up");

    visit.socket.close(code, "the key was revoked");

    await it.reached("down", words);
  });

  it("asks seldom where its owner must act first, and at once where the owner has", async () => {
    const relay = await standInRelay();
    relay.status = 401;
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]));
    await it.reached("down");
    relay.status = null;

    await it.tunnels.test("relay");

    expect(it.tunnels.list()[0]?.health.state).toBe("up");
    expect(relay.asked).toHaveLength(2);
  });

  it("gives up on who takes the connection and says nothing", async () => {
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    const it = tunnelWorld(settingsWith([aTunnel(`ws://127.0.0.1:${String(port)}`)]), fastClock);

    await it.reached("down", /cannot be reached/);
    server.close();
  });

  it("says that nothing listens there", async () => {
    const it = tunnelWorld(settingsWith([aTunnel("ws://127.0.0.1:1")]));

    await it.reached("down", /nothing listens at 127.0.0.1:1; does it run there/);
  });
});

describe("tunnels follow the settings", () => {
  it("connect, are closed and connect anew as entries come, go and change", async () => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([]));
    expect(it.tunnels.list()).toEqual([]);

    it.settings = settingsWith([aTunnel(relay.url)]);
    it.reload();
    const first = await relay.visit();
    const left = first.closed();
    it.settings = settingsWith([aTunnel(relay.url, { key: "whr_home_revoked" })]);
    it.reload();
    expect(await left).toBe(1001);
    await it.reached("down", /does not know the key/);
    it.settings = settingsWith([aTunnel(relay.url)]);
    it.reload();
    const second = await relay.visit();
    const gone = second.closed();
    it.settings = settingsWith([]);
    it.reload();

    expect(await gone).toBe(1001);
    expect(it.tunnels.list()).toEqual([]);
  });

  it("stay connected where nothing of them changed, and tell new hooks", async () => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]));
    const visit = await relay.visit();
    await it.reached("up");

    it.reload();
    it.settings = { ...settingsWith([aTunnel(relay.url)]), hooks: new Map() };
    it.reload();

    expect(await visit.heard("hooks")).toEqual({ type: "hooks", hooks: [] });
    expect(visit.said.filter(({ type }) => type === "hooks")).toHaveLength(1);
    expect(relay.asked).toHaveLength(1);
  });

  it("say why they do not connect", async () => {
    const on = settingsWith([aTunnel("ws://127.0.0.1:1")]);
    const off = { ...on.config, features: { ...on.config.features, tunnel: false } };
    const it = tunnelWorld({ ...on, config: off });
    expect(it.tunnels.list()[0]?.health).toMatchObject({
      state: "off",
      detail: "the feature tunnel is off: wakehook config set features.tunnel true",
    });

    const [tunnel] = on.tunnels ?? [];
    if (tunnel !== undefined)
      it.settings = { ...on, tunnels: [{ ...tunnel, problem: "key is gone" }] };
    it.reload();

    expect(it.tunnels.list()[0]?.health).toMatchObject({ state: "off", detail: "key is gone" });
    await expect(it.tunnels.test("nobody")).rejects.toThrow('no tunnel "nobody"');
  });

  it("wait where the hooks cannot be read: an empty list would turn senders away", async () => {
    const relay = await standInRelay();
    const settings = settingsWith([aTunnel(relay.url)]);
    const unread = { level: "error", file: "webhooks.json", message: "is broken" } as const;
    const it = tunnelWorld({ ...settings, unread });
    await it.reached("down", /webhooks.json cannot be read/);
    expect(relay.asked).toEqual([]);

    it.settings = settings;
    it.reload();

    await relay.visit();
  });
});

describe("the end", () => {
  it("waits for what is in hand, takes nothing new, and says goodbye", async () => {
    const relay = await standInRelay();
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]));
    const visit = await relay.visit();
    const closed = visit.closed();
    let finish = (): void => {};
    it.answer = () =>
      new Promise((resolve) => {
        finish = () => resolve(new Response(null, { status: 202 }));
      });
    visit.push("site", 1);
    while (it.cameIn.length === 0) await new Promise((resolve) => setImmediate(resolve));

    const ended = it.tunnels.close();
    visit.push("site", 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();

    expect(await visit.heard("ack")).toMatchObject({ number: 1 });
    expect(await closed).toBe(1001);
    await ended;
    expect(it.cameIn).toHaveLength(1);
  });

  it("comes at once where a tunnel only waits for its next try", async () => {
    const it = tunnelWorld(settingsWith([aTunnel("ws://127.0.0.1:1")]));
    await it.reached("down");
    const begun = performance.now();

    await it.tunnels.close();

    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe("the owner", () => {
  it("is told once where it is down for long, and when it is up again", async () => {
    const relay = await standInRelay();
    relay.status = 503;
    const it = tunnelWorld(settingsWith([aTunnel(relay.url)]), quickened(400));
    await it.reached("down", /answered 503/);
    while (it.notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(it.notices[0]?.text).toContain("The tunnel relay is down");
    expect(it.notices[0]?.text).toContain("answered 503");
    expect(it.notices).toHaveLength(1);
    relay.status = null;

    await it.reached("up");

    expect(it.notices.map(({ text }) => (JSON.parse(text) as { title: string }).title)).toEqual([
      "The tunnel relay is down",
      "The tunnel relay is up again",
    ]);
  });
});
