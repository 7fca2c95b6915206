import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/system/clock.ts";
import { hookOf } from "./fake-daemon.ts";
import { startWorld } from "./world.ts";

describe("a relay", () => {
  it("keeps what comes, pushes it in order and gives the daemon's own answer to the sender", async () => {
    const world = await startWorld({ config: { public_url: "https://relay.example.org" } });
    await world.addKey("home");
    const daemon = await world.connect({ take: ({ body }) => (body.includes("bad") ? 401 : 202) });

    const first = await world.post("/home/hooks/ci?x=1", { n: 1 });
    const second = await world.post("/home/hooks/ci", { n: "bad" });

    expect(first.status).toBe(202);
    expect(second.status).toBe(401);
    expect(daemon.welcome).toMatchObject({
      daemon: "home",
      base_url: "https://relay.example.org/home",
      version: "1.2.3",
      waiting: 0,
    });
    const [parcel] = daemon.parcels;
    expect(parcel?.body).toBe('{"n":1}');
    expect(parcel?.head).toMatchObject({
      method: "POST",
      path: "/hooks/ci?x=1",
      remote_address: "127.0.0.1",
    });
    expect(parcel?.head.headers).toContainEqual(["content-type", "application/json"]);
  });

  it("keeps what comes while the daemon is away, across its own restart", async () => {
    const before = await startWorld();
    await before.addKey("home");
    await (await before.connect({ hooks: [hookOf("ci"), hookOf("cd")] })).close();
    for (let n = 0; n < 5; n++) {
      const answer = await before.post(`/home/hooks/${n % 2 === 0 ? "ci" : "cd"}`, { n });
      expect(answer.status).toBe(202);
      expect(await answer.json()).toMatchObject({ accepted: true, relayed: true });
    }

    const world = await before.restart();
    expect((await world.post("/home/hooks/ci", { n: 5 })).status).toBe(202);
    const daemon = await world.connect({ take: () => 202 });
    await daemon.untilParcels(6);

    expect(daemon.welcome.waiting).toBe(6);
    const of = (hook: string): string[] =>
      daemon.parcels.filter((each) => each.hook === hook).map(({ body }) => body);
    expect(of("ci")).toEqual(['{"n":0}', '{"n":2}', '{"n":4}', '{"n":5}']);
    expect(of("cd")).toEqual(['{"n":1}', '{"n":3}']);
  });

  it("says how long a request has waited, also where its clock was put right before it came", async () => {
    const HALF_AN_HOUR = 1_800_000;
    const off = { wall: 0, monotonic: 0 };
    const clock = {
      ...systemClock,
      now: () => Date.now() + off.wall,
      monotonic: () => performance.now() + off.monotonic,
    };
    const world = await startWorld({ clock });
    await world.addKey("home");
    await (await world.connect()).close();

    off.wall = 2 * HALF_AN_HOUR;
    await world.post("/home/hooks/ci");
    off.wall += HALF_AN_HOUR;
    off.monotonic = HALF_AN_HOUR;
    const daemon = await world.connect({ take: () => 202 });
    const [parcel] = await daemon.untilParcels(1);

    expect(parcel?.waitedMs).toBeGreaterThanOrEqual(HALF_AN_HOUR);
    expect(parcel?.waitedMs).toBeLessThan(HALF_AN_HOUR + 60_000);
  });
});
