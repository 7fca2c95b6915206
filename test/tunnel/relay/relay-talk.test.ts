import { describe, expect, it } from "vitest";
import { WINDOW } from "../../../src/core/tunnel/frames.ts";
import { boxKeyOf } from "../../../src/signing/parcel-seal.ts";
import { KEY, RELAY_ID, standInRelay, type Visit } from "../stand-in-relay.ts";
import { aHook, aTunnel, settingsWith, tunnelWorld, type TunnelWorld } from "../tunnel-world.ts";

const A_KEY = boxKeyOf(Buffer.alloc(32, 3)).publicKey;

async function connected(
  hooks = [aHook("site"), aHook("other")],
): Promise<{ it: TunnelWorld; visit: Visit; relay: Awaited<ReturnType<typeof standInRelay>> }> {
  const relay = await standInRelay();
  const it = tunnelWorld(settingsWith([aTunnel(relay.url)], hooks));
  const visit = await relay.visit();
  await it.reached("up");
  return { it, visit, relay };
}

describe("a parcel", () => {
  it("enters as its sender sent it, with the relay's name of it, and is answered and acknowledged", async () => {
    const { it: here, visit } = await connected();
    here.answer = () => Response.json({ accepted: true, hook_id: "site" }, { status: 202 });

    visit.push("site", 7, {
      path: "/hooks/site?a=1",
      body: '{"n":7}',
      headers: [
        ["X-Sig", "one"],
        ["x-sig", "two"],
      ],
      waitedMs: 90_000,
    });
    await visit.heard("ack", ({ number }) => number === 7);

    const [came] = here.cameIn;
    expect(came).toMatchObject({ method: "POST", body: '{"n":7}' });
    expect(new URL(came?.url ?? "").pathname + new URL(came?.url ?? "").search).toBe(
      "/hooks/site?a=1",
    );
    expect(came?.info).toMatchObject({
      remoteAddress: "192.0.2.7",
      rawHeaders: ["X-Sig", "one", "x-sig", "two"],
      passage: { via: "tunnel:relay", ref: `${RELAY_ID}/site/7`, agoMs: 90_000, proven: false },
    });
    const answer = await visit.heard("answer");
    expect(answer).toMatchObject({ hook: "site", number: 7, status: 202 });
    expect(Buffer.from(answer.body, "base64").toString()).toContain('"accepted":true');
    expect(visit.faults).toEqual([]);
  });

  it.each([400, 401, 403, 404, 409, 413, 415])(
    "that the way in refuses with %i is told so, and done with",
    async (status) => {
      const { it: here, visit } = await connected();
      here.answer = () => Response.json({ error: "x" }, { status });

      visit.push("site", 1);

      expect(await visit.heard("answer")).toMatchObject({ number: 1, status });
      expect(await visit.heard("ack")).toMatchObject({ number: 1 });
    },
  );

  it.each([
    ["has a broken seal", { broken: true }],
    ["was sealed for another hook", { sealedFor: { daemon: "home", hook: "other" } }],
    ["was sealed for another daemon", { sealedFor: { daemon: "away", hook: "site" } }],
    ["names another hook's path", { path: "/hooks/other" }],
    ["names a path that only begins like its hook's", { path: "/hooks/site2" }],
    ["has a method that no request has", { method: "TRACE" }],
  ])("that %s never enters, is shown to the owner and holds up nobody", async (_, request) => {
    const { it: here, visit } = await connected();

    visit.push("site", 1, request);
    visit.push("site", 2, { body: "2" });
    await visit.heard("ack", ({ number }) => number === 2);

    expect(here.cameIn.map(({ body }) => body)).toEqual(["2"]);
    expect(await visit.heard("answer")).toMatchObject({ number: 1, status: 400 });
    expect(here.events).toContainEqual(
      expect.objectContaining({ type: "refused", hookId: "site", code: "bad_parcel" }),
    );
  });
});

describe("the parcels of a hook", () => {
  it("enter in their order, also where the first ones take longer, and are acknowledged in it", async () => {
    const { it: here, visit } = await connected();
    const holds: Array<() => void> = [];
    here.answer = ({ body }) =>
      body === "1"
        ? new Promise((resolve) => holds.push(() => resolve(new Response(null, { status: 202 }))))
        : new Response(null, { status: 202 });

    for (let number = 1; number <= 20; number++)
      visit.push("site", number, { body: String(number) });
    visit.push("other", 21, { body: "21" });
    await visit.heard("ack", ({ hook }) => hook === "other");

    expect(here.cameIn.slice(0, 20).map(({ body }) => Number(body))).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
    expect(visit.said.filter(({ type }) => type === "ack")).toHaveLength(1);
    holds[0]?.();
    await visit.heard("ack", ({ number }) => number === 20);
    expect(visit.faults).toEqual([]);
  });

  it.each([
    [503, "storage_unavailable", "7", 7000],
    [429, "queue_full", null, 5000],
    [503, "hook_invalid", "100000", 3_600_000],
  ])(
    "wait at the relay after %i %s, and are dropped until it begins again",
    async (status, error, after, ms) => {
      const { it: here, visit } = await connected();
      let isTrouble = true;
      here.answer = ({ body }) =>
        isTrouble && body === "2"
          ? Response.json(
              { error },
              { status, headers: after === null ? {} : { "retry-after": after } },
            )
          : new Response(null, { status: 202 });

      for (const number of [1, 2]) visit.push("site", number, { body: String(number) });
      const later = await visit.heard("later");
      expect(later).toMatchObject({ hook: "site", number: 2, after_ms: ms });
      expect(later.reason).toContain(error);
      expect(await visit.heard("ack")).toMatchObject({ number: 1 });
      expect(here.tunnels.list()[0]?.lanes).toMatchObject([{ hookId: "site" }]);
      // On its way when the relay heard of it.
      visit.push("site", 3, { body: "lost" });
      visit.push("other", 4, { body: "4" });
      await visit.heard("ack", ({ hook }) => hook === "other");
      isTrouble = false;
      visit.say({ type: "again", hook: "site" });
      // The second one is gone there meanwhile: what comes first is another.
      visit.push("site", 3, { body: "3" });
      await visit.heard("ack", ({ number }) => number === 3);

      expect(here.cameIn.map(({ body }) => body)).toEqual(["1", "2", "4", "3"]);
      expect(here.tunnels.list()[0]?.lanes).toEqual([]);
      expect(visit.faults).toEqual([]);
    },
  );

  it("wait at the relay while the hook is disabled, and come in when it is not", async () => {
    const { it: here, visit } = await connected([aHook("site", { enabled: false })]);

    visit.push("site", 1);
    expect(await visit.heard("later")).toMatchObject({ number: 1, reason: "the hook is disabled" });
    here.settings = { ...here.settings, hooks: new Map([["site" as never, aHook("site")]]) };
    here.reload();
    expect(await visit.heard("hooks")).toMatchObject({ hooks: [{ id: "site", enabled: true }] });
    visit.say({ type: "again", hook: "site" });
    visit.push("site", 1);
    await visit.heard("ack");

    expect(here.cameIn).toHaveLength(1);
  });

  it("wait at the relay while there are no hooks at all, as where webhooks.json is not there yet", async () => {
    const { it: here, visit } = await connected([]);

    visit.push("site", 1);

    expect(await visit.heard("later")).toMatchObject({ reason: "there are no hooks here" });
    expect(here.cameIn).toEqual([]);
  });

  it("go one by one where they are large: 25 MiB does not come four times at once", async () => {
    const { it: here, visit } = await connected();
    let inside = 0;
    let most = 0;
    here.answer = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      return new Response(null, { status: 202 });
    };
    const large = Buffer.alloc(25 * 1024 * 1024, "x");

    visit.push("site", 1, { body: large });
    visit.push("site", 2, { body: large });
    visit.push("site", 3, { body: "small" });
    await visit.heard("ack", ({ number }) => number === 3);

    expect(most).toBe(1);
    expect(here.cameIn.map(({ body }) => body.length)).toEqual([large.length, large.length, 5]);
  }, 20_000);
});

describe("a question", () => {
  it("is answered live, by a name that no other question has", async () => {
    const { it: here, visit } = await connected();
    here.answer = () => new Response("12345", { headers: { "content-type": "text/plain" } });

    visit.ask("site", 1, { path: "/hooks/site?challenge=12345" });
    const reply = await visit.heard("reply");

    expect(reply).toMatchObject({ id: 1, status: 200 });
    expect(Buffer.from(reply.body, "base64").toString()).toBe("12345");
    expect(here.cameIn[0]?.info.passage?.ref).toMatch(/^rly_1\/site\/ask\/[\w-]{16}\/1$/);
  });

  it("is told to come again where the daemon cannot say", async () => {
    const { it: here, visit } = await connected();
    here.answer = () => Promise.reject(new Error("a fault of ours"));

    visit.ask("site", 1);

    expect(await visit.heard("reply")).toMatchObject({ id: 1, status: 503 });
  });
});

describe("a relay that breaks the protocol", () => {
  it.each<[string, (visit: Visit) => void]>([
    ["words that are no frame", (visit) => visit.raw("hello?")],
    ["a frame of a newer version", (visit) => visit.raw('{"type":"news"}')],
    ["bytes that are no parcel", (visit) => visit.raw(Buffer.from([0, 0, 0, 9, 1]))],
    ["a second challenge", (visit) => visit.say({ type: "challenge", nonce: "abc", key: A_KEY })],
  ])("is left: %s", async (_, breakIt) => {
    const { it: here, visit } = await connected();
    const closed = visit.closed();

    breakIt(visit);

    expect(await closed).toBe(4400);
    expect(here.cameIn).toEqual([]);
  });

  it("is left when it pushes more than the window holds", async () => {
    const { it: here, visit } = await connected();
    here.answer = () => new Promise(() => {});
    const closed = visit.closed();

    for (let number = 1; number <= WINDOW.parcelsOfHook + 1; number++) visit.push("site", number);

    expect(await closed).toBe(4400);
    expect(here.cameIn.length).toBeLessThanOrEqual(WINDOW.parcelsOfHook);
  });

  it("is left when its parcels are larger than the window together", async () => {
    const { it: here, visit } = await connected();
    here.answer = () => new Promise(() => {});
    const closed = visit.closed();
    const body = Buffer.alloc(WINDOW.bytes / 3);

    for (const number of [1, 2, 3, 4]) visit.push("site", number, { body });

    expect(await closed).toBe(4400);
  }, 20_000);
});

describe("the proof", () => {
  it("is by this home's key and the tunnel's, and hooks are told without a secret", async () => {
    const hooks = [
      aHook("site", { source: "github", secret: "hush" }),
      aHook("off", { enabled: false }),
    ];
    const { visit, relay } = await connected(hooks);

    expect(visit.hello.hooks).toEqual([
      { id: "site", source: "github", enabled: true, allowed_origins: [] },
      { id: "off", source: "generic", enabled: false, allowed_origins: [] },
    ]);
    expect(JSON.stringify(visit.hello)).not.toMatch(/hush|whr_/);
    expect(relay.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(relay.asked[0]?.url).toBe("/tunnel");
  });

  it("is the same key at every connection", async () => {
    const { it: here, visit, relay } = await connected();
    visit.socket.terminate();
    const next = await relay.visit();
    await here.reached("up");

    expect(next.hello.public_key).toBe(visit.hello.public_key);
    expect(next.hello.proof).not.toBe(visit.hello.proof);
  });
});

describe("a result", () => {
  const result = {
    hookId: "site",
    deliveryId: "dlv_x" as never,
    status: "success",
    reason: null,
    answer: null,
    endedAt: 1000,
  };

  it("is told and noted", async () => {
    const { it: here, visit } = await connected();

    const told = here.tunnels.tell("relay", { ...result, ref: `${RELAY_ID}/site/7` });
    expect(await visit.heard("result")).toEqual({
      type: "result",
      hook: "site",
      number: 7,
      status: "success",
      ended_at: 1000,
    });
    visit.say({ type: "noted", hook: "site", number: 7 });

    expect(await told).toEqual({ kind: "noted" });
  });

  it("is not told where the connection ends first, or another relay brought it", async () => {
    const { it: here, visit } = await connected();

    const told = here.tunnels.tell("relay", { ...result, ref: `${RELAY_ID}/site/7` });
    const other = here.tunnels.tell("relay", { ...result, ref: "rly_2/site/7" });
    await visit.heard("result");
    visit.socket.terminate();

    expect(await told).toEqual({ kind: "gone" });
    expect(await other).toMatchObject({ kind: "never" });
    expect(visit.said.filter(({ type }) => type === "result")).toHaveLength(1);
  });
});
