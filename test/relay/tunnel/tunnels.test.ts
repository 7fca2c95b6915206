import { once } from "node:events";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { TUNNEL_PROTOCOL, WINDOW, type DaemonFrame } from "../../../src/core/tunnel/frames.ts";
import { exchange, statusOf } from "../../http/sockets.ts";
import { connectDaemon, hookOf, noise, seedOf, type FakeDaemon } from "../fake-daemon.ts";
import { hastyClock, startWorld, type RelayWorld } from "../world.ts";

async function worldWithHome(options: Parameters<typeof startWorld>[0] = {}): Promise<RelayWorld> {
  const world = await startWorld(options);
  await world.addKey("home");
  return world;
}

/** Registers hooks, and leaves parcels that wait. */
async function leaveWaiting(world: RelayWorld, count: number, hook = "ci"): Promise<void> {
  await (await world.connect({ hooks: [hookOf("ci"), hookOf("cd")] })).close();
  for (let n = 0; n < count; n++) await world.post(`/home/hooks/${hook}`, { n });
}

const numbers = (daemon: FakeDaemon): unknown[] =>
  daemon.parcels.map(({ body }) => (JSON.parse(body) as { n: unknown }).n);

describe("who may connect", () => {
  it.each([
    ["no key", ""],
    ["an unknown key", `whr_home_${"x".repeat(43)}`],
    ["a key with a line break", "a b"],
  ])("is nobody with %s: 401 before the upgrade", async (_, token) => {
    const world = await worldWithHome();

    await expect(world.connect({ token })).rejects.toThrow("HTTP 401");
  });

  it("is nobody whose key is revoked or has expired", async () => {
    const world = await startWorld();
    await world.addKey("old", { expiresAt: Date.now() - 1 });
    await world.addKey("gone", { revokedAt: Date.now() });

    await expect(world.connect({ name: "old" })).rejects.toThrow("HTTP 401");
    await expect(world.connect({ name: "gone" })).rejects.toThrow("HTTP 401");
  });

  it("is nobody who guesses on and on: 429", async () => {
    const world = await startWorld({ config: { failures_per_minute: 2 } });
    const tries = ["HTTP 401", "HTTP 401", "HTTP 429"];

    for (const words of tries)
      await expect(world.connect({ token: "whr_x" })).rejects.toThrow(words);
    const refusals = async () => (await world.log()).split("key was refused").length - 1;
    await expect.poll(refusals).toBe(2);
  });

  it("is nobody who holds a stolen key without the home's own", async () => {
    const world = await worldWithHome({ config: { answer_wait_ms: 0 } });
    const owner = await world.connect();

    await expect(world.connect({ seed: seedOf("thief") })).rejects.toThrow(/4401.*another home/);
    await expect(world.connect({ proof: "x".repeat(43) })).rejects.toThrow(/4401.*proof/);

    // Nor does the try end the owner's own connection.
    expect((await world.post("/home/hooks/ci")).status).toBe(202);
    await owner.untilParcels(1);
  });

  it("is another home once the key was reset", async () => {
    const world = await worldWithHome();
    await (await world.connect()).close();
    await world.changeKey("home", { publicKey: null });

    await expect
      .poll(() => world.connect({ seed: seedOf("new") }).catch(() => null), { timeout: 5000 })
      .not.toBeNull();
    await expect(world.connect()).rejects.toThrow("4401");
  });

  it("is nobody who speaks another protocol", async () => {
    const world = await worldWithHome();
    const token = await world.addKey("home");

    const { text } = await exchange(world.relay.address.port, [
      `GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    ]);

    expect(statusOf(text)).toBe(400);
    expect(text).toContain(TUNNEL_PROTOCOL);
  });

  it("is ended within seconds when the key is revoked", async () => {
    const world = await worldWithHome();
    const daemon = await world.connect();

    await world.changeKey("home", { revokedAt: Date.now() });

    expect(await daemon.closed).toEqual({ code: 4401, reason: "the key is revoked" });
  });

  it("is ended when it never says hello", async () => {
    const world = await startWorld({ clock: hastyClock });
    const token = await world.addKey("home");
    const socket = net.connect(world.relay.address.port, "127.0.0.1");
    socket.write(
      `GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${TUNNEL_PROTOCOL}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    let text = "";
    socket.on("data", (data) => (text += data.toString("latin1")));

    socket.on("error", () => {});
    await once(socket, "close");

    expect(statusOf(text)).toBe(101);
    expect(text).toContain("no hello came in time");
  });

  it("is the newest connection of a daemon", async () => {
    const world = await worldWithHome();
    const first = await world.connect();
    const second = await world.connect({ take: () => 202 });

    expect(await first.closed).toMatchObject({ code: 4409 });
    expect((await world.post("/home/hooks/ci")).status).toBe(202);
    expect(second.parcels).toHaveLength(1);
    expect(first.parcels).toHaveLength(0);
  });
});

describe("daemons of one relay", () => {
  it("see each only their own hooks, though they are called alike", async () => {
    const world = await worldWithHome();
    await world.addKey("office");
    const home = await world.connect({ take: () => 202 });
    const work = await world.connect({ name: "office", take: () => 202 });

    await world.post("/home/hooks/ci", { n: "home" });
    await world.post("/office/hooks/ci", { n: "office" });

    expect([numbers(home), numbers(work)]).toEqual([["home"], ["office"]]);
  });

  it("cannot acknowledge what is another's", async () => {
    const world = await worldWithHome();
    await world.addKey("office");
    const home = await world.connect();
    const work = await world.connect({ name: "office" });
    void world.post("/home/hooks/ci");
    const [parcel] = await home.untilParcels(1);

    work.ack(parcel ?? { hook: "ci", number: 1 });

    expect(await work.closed).toMatchObject({ code: 4400 });
    home.terminate();
    const again = await world.connect();
    expect(again.welcome.waiting).toBe(1);
  });
});

describe("what breaks the protocol", () => {
  const forged = { hook: "ci", number: 1 };
  const empty = { headers: [], body: "" };
  it.each([
    ["a forged acknowledgement", { type: "ack", ...forged }],
    ["a forged break", { type: "later", ...forged, after_ms: 0, reason: "" }],
    ["an answer to nothing", { type: "answer", ...forged, status: 200, ...empty }],
    ["an acknowledgement of an unknown hook", { type: "ack", hook: "no", number: 1 }],
    ["a second hello", { type: "hello", version: "1", public_key: "a", proof: "b", hooks: [] }],
    ["an unknown type", { type: "give_me_everything" }],
    ["no JSON", "{"],
  ])("as %s does ends the connection, and nothing is done", async (_, frame) => {
    const world = await worldWithHome();
    await leaveWaiting(world, 1, "cd");
    const daemon = await world.connect();
    await daemon.untilParcels(1);

    daemon.sayRaw(typeof frame === "string" ? frame : JSON.stringify(frame));

    expect(await daemon.closed).toMatchObject({ code: 4400 });
    expect((await world.connect()).welcome.waiting).toBe(1);
  });

  it("as a binary frame does ends the connection", async () => {
    const world = await worldWithHome();
    const daemon = await world.connect();

    daemon.sayRaw(Buffer.from("parcel"));

    expect(await daemon.closed).toMatchObject({ code: 4400 });
  });

  it.each<[string, number, DaemonFrame]>([
    ["results", 20_000, { type: "result", hook: "ci", number: 1, status: "success", ended_at: 1 }],
    ["lists of hooks", 200, { type: "hooks", hooks: [hookOf("ci")] }],
  ])("as more %s than the disk takes ends the connection", async (_, count, frame) => {
    const world = await worldWithHome();
    const daemon = await world.connect();

    for (let n = 0; n < count; n++) daemon.say(frame);

    expect(await daemon.closed).toMatchObject({
      code: 4400,
      reason: "more than can be written down",
    });
  });

  it("does no harm where a reply or a result is about nothing any more", async () => {
    const world = await worldWithHome();
    const daemon = await world.connect();

    daemon.say({ type: "reply", id: 77, status: 200, headers: [], body: "" });
    daemon.say({ type: "result", hook: "gone", number: 5, status: "success", ended_at: 1 });

    await expect
      .poll(() => daemon.frames)
      .toContainEqual({ type: "noted", hook: "gone", number: 5 });
  });
});

describe("pushing", () => {
  it("never has more on its way than the window, and goes on with acknowledgements", async () => {
    const world = await worldWithHome();
    await leaveWaiting(world, 300);
    for (let n = 0; n < 300; n++) await world.post("/home/hooks/cd", { n });
    const daemon = await world.connect({ hooks: [hookOf("ci"), hookOf("cd")] });

    await daemon.untilParcels(WINDOW.parcels);
    const byHook = daemon.parcels.filter(({ hook }) => hook === "ci").length;
    for (let done = 0; done < 600;) {
      const all = await daemon.untilParcels(Math.min(600, done + WINDOW.parcels));
      // One acknowledgement stands for all before it.
      for (const hook of ["ci", "cd"]) {
        const last = all.findLast((parcel) => parcel.hook === hook);
        if (last !== undefined) daemon.ack(last);
      }
      done = all.length;
    }

    expect(byHook).toBe(WINDOW.parcelsOfHook);
    for (const wanted of ["ci", "cd"])
      expect(
        daemon.parcels
          .filter(({ hook }) => hook === wanted)
          .map(({ body }) => (JSON.parse(body) as { n: number }).n),
      ).toEqual([...Array(300).keys()]);
    await expect.poll(async () => (await world.connect()).welcome.waiting).toBe(0);
  });

  it("takes up again what was not acknowledged, in order, after a break of the line", async () => {
    const world = await worldWithHome();
    await leaveWaiting(world, 5);
    const first = await world.connect();
    const seen = await first.untilParcels(5);
    first.ack(seen[1] ?? { hook: "ci", number: 0 });
    await expect.poll(() => world.log()).toContain("connected");
    first.terminate();
    await first.closed;

    const second = await world.connect();
    await second.untilParcels(3);

    expect(numbers(second)).toEqual([2, 3, 4]);
    expect(second.parcels[0]?.waitedMs).toBeGreaterThanOrEqual(0);
  });

  it("says again after a break that the daemon asked for, and repeats from there", async () => {
    const world = await worldWithHome({ clock: hastyClock });
    await leaveWaiting(world, 4);
    const daemon = await world.connect();
    const seen = await daemon.untilParcels(4);
    const [, second, third] = seen;
    if (second === undefined || third === undefined) throw new Error("nothing came");

    daemon.say({
      type: "later",
      hook: "ci",
      number: second.number,
      after_ms: 2000,
      reason: "queue_full",
    });
    await world.post("/home/hooks/ci", { n: 4 });
    // Still answered from the first time: no violation.
    daemon.answer(third);
    await daemon.untilParcels(8);

    expect(numbers(daemon)).toEqual([0, 1, 2, 3, 1, 2, 3, 4]);
    expect(daemon.frames.filter(({ type }) => type === "again")).toHaveLength(1);
    // The first one stands as it was.
    daemon.ack(daemon.parcels[7] ?? second);
    await expect.poll(async () => (await world.connect()).welcome.waiting).toBe(0);
  });

  it("goes on at once after a break when the daemon registers its hooks anew", async () => {
    const world = await worldWithHome();
    await leaveWaiting(world, 2);
    const daemon = await world.connect();
    const [first] = await daemon.untilParcels(2);
    const number = first?.number ?? 0;

    daemon.say({ type: "later", hook: "ci", number, after_ms: 3_600_000, reason: "off" });
    daemon.say({ type: "hooks", hooks: [hookOf("ci")] });
    await daemon.untilParcels(4);

    expect(numbers(daemon)).toEqual([0, 1, 0, 1]);
  });

  it("holds up no other hook while one has a break", async () => {
    const world = await worldWithHome();
    await leaveWaiting(world, 1);
    const daemon = await world.connect({ hooks: [hookOf("ci"), hookOf("cd")] });
    const [parcel] = await daemon.untilParcels(1);
    const number = parcel?.number ?? 0;

    daemon.say({ type: "later", hook: "ci", number, after_ms: 3_600_000, reason: "full" });
    void world.post("/home/hooks/cd", { n: "cd" });
    await daemon.untilParcels(2);

    expect(numbers(daemon)).toEqual([0, "cd"]);
  });

  it("brings a body of 24 MiB whole", async () => {
    const world = await worldWithHome({ config: { answer_wait_ms: 0 } });
    const daemon = await world.connect({ hooks: [hookOf("gh", { source: "github" })] });
    const body = JSON.stringify({ n: noise(24 * 1024 * 1024) });

    expect((await world.post("/home/hooks/gh", body)).status).toBe(202);
    const [parcel] = await daemon.untilParcels(1);

    expect(parcel?.body === body).toBe(true);
  });

  it("to a daemon that reads nothing holds little in memory, and to others goes on", async () => {
    const world = await worldWithHome({ config: { answer_wait_ms: 0 } });
    await world.addKey("office");
    const stuck = await world.connect();
    const work = await world.connect({ name: "office", take: () => 202 });
    stuck.pauseReading();

    const body = JSON.stringify({ n: noise(500_000) });
    for (let n = 0; n < 60; n++) await world.post("/home/hooks/ci", body);
    await world.post("/office/hooks/ci", { n: 1 });
    await work.untilParcels(1);

    expect(stuck.parcels.length).toBeLessThan(60);
  });
});

describe("what goes back", () => {
  it("is the daemon's own answer, with its headers and body", async () => {
    const world = await worldWithHome();
    const daemon = await world.connect();
    const waiting = world.post("/home/hooks/ci");
    const [parcel] = await daemon.untilParcels(1);
    const { hook, number } = parcel ?? { hook: "", number: 0 };

    daemon.say({
      type: "answer",
      hook,
      number,
      status: 200,
      headers: [
        ["x-hook-secret", "abc"],
        ["content-type", "text/plain"],
        ["transfer-encoding", "chunked"],
        ["connection", "close"],
      ],
      body: btoa("hello"),
    });
    daemon.ack({ hook, number });
    const answer = await waiting;

    expect([answer.status, await answer.text()]).toEqual([200, "hello"]);
    expect(answer.headers.get("x-hook-secret")).toBe("abc");
  });

  it.each([
    ["nothing in time", (): void => {}],
    [
      "an acknowledgement alone",
      (daemon: FakeDaemon) => daemon.ack(daemon.parcels[0] ?? { hook: "ci", number: 0 }),
    ],
    [
      "that it takes nothing for now",
      (daemon: FakeDaemon) =>
        daemon.say({
          type: "later",
          hook: "ci",
          number: daemon.parcels[0]?.number ?? 0,
          after_ms: 1000,
          reason: "full",
        }),
    ],
    ["goodbye", (daemon: FakeDaemon) => daemon.terminate()],
    [
      "a header that HTTP cannot carry",
      (daemon: FakeDaemon) =>
        daemon.say({
          type: "answer",
          hook: "ci",
          number: daemon.parcels[0]?.number ?? 0,
          status: 401,
          headers: [["x-bad\r\nset-cookie", "a"]],
          body: "",
        }),
    ],
    [
      "its own trouble",
      (daemon: FakeDaemon) => daemon.answer(daemon.parcels[0] ?? { hook: "ci", number: 0 }, 503),
    ],
  ])("is the relay's own 202 where the daemon says %s", async (_, say) => {
    const world = await worldWithHome({ config: { answer_wait_ms: 300 } });
    const daemon = await world.connect();

    const waiting = world.post("/home/hooks/ci");
    await daemon.untilParcels(1);
    say(daemon);
    const answer = await waiting;

    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ relayed: true });
  });

  it("is written down as a result, once the daemon tells it", async () => {
    const { readRelayReport } = await import("../../../src/relay/report/read-report.ts");
    const world = await worldWithHome();
    const daemon = await world.connect({ take: () => 202 });
    await world.post("/home/hooks/ci");
    const { number } = daemon.parcels[0] ?? { number: 0 };

    daemon.say({ type: "result", hook: "ci", number, status: "success", ended_at: 5 });
    await expect.poll(() => daemon.frames).toContainEqual({ type: "noted", hook: "ci", number });

    const [report] = readRelayReport(world.paths.database, true);
    expect(report?.connectedAt).not.toBeNull();
    expect(report?.hooks[0]).toMatchObject({
      hook: "ci",
      waiting: 0,
      last: { state: "acked", answerStatus: 202, resultStatus: "success" },
    });
  });
});

describe("the list of hooks", () => {
  it("is changed while connected, and the door follows", async () => {
    const world = await worldWithHome();
    const daemon = await world.connect({ take: () => 202 });

    daemon.say({ type: "hooks", hooks: [hookOf("new")] });

    await expect.poll(async () => (await world.post("/home/hooks/new")).status).toBe(202);
    expect((await world.post("/home/hooks/ci")).status).toBe(404);
  });
});

describe("a connection without a sign of life", () => {
  it("is given up, and what was on its way waits for the next one", async () => {
    const world = await worldWithHome({ clock: hastyClock, config: { answer_wait_ms: 0 } });
    const token = await world.addKey("home");
    const { port } = world.relay.address;
    // A line that is cut without a word: nothing more comes through in either direction.
    const between = net.createServer((client) => {
      const server = net.connect(port, "127.0.0.1");
      client.pipe(server).pipe(client);
      client.on("error", () => {});
      server.on("error", () => {});
      cut.push(() => {
        client.unpipe(server);
        server.unpipe(client);
      });
    });
    const cut: Array<() => void> = [];
    between.listen(0, "127.0.0.1");
    await once(between, "listening");
    const { port: via } = between.address() as net.AddressInfo;
    const half = await connectDaemon({ url: `ws://127.0.0.1:${via}/tunnel`, name: "home", token });
    for (const end of cut) end();

    await world.post("/home/hooks/ci");
    await expect.poll(() => world.log(), { timeout: 10_000 }).toContain("no sign of life");
    const daemon = await world.connect();
    await daemon.untilParcels(1);
    between.close();
    half.terminate();

    expect(half.parcels).toHaveLength(0);
  });
});
