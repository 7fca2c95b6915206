import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exchange, statusOf } from "../../http/sockets.ts";
import { hookOf } from "../fake-daemon.ts";
import { hastyClock, startWorld, type RelayWorld, type WorldOptions } from "../world.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** A relay that knows the hooks of a daemon that is away. */
async function worldOf(
  hooks: ReadonlyArray<ReturnType<typeof hookOf>>,
  options: WorldOptions = {},
): Promise<RelayWorld> {
  const world = await startWorld(options);
  await world.addKey("home");
  await (await world.connect({ hooks })).close();
  return world;
}

function signed(body: string, secret = "s3cret-of-github"): Record<string, string> {
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  return { ...JSON_TYPE, "x-github-event": "push", "x-hub-signature-256": `sha256=${digest}` };
}

describe("the door", () => {
  it.each([
    ["/health", "GET", 200],
    ["/health", "POST", 405],
    ["/", "GET", 404],
    ["/tunnel", "POST", 404],
    ["/tunnel", "GET", 404],
    ["/home/hooks/", "POST", 404],
    ["/home/hooks/ci/more", "POST", 404],
    ["/hooks/ci", "POST", 404],
    ["/home/other/ci", "POST", 404],
    ["/home/hooks/ci", "GET", 405],
    ["/home/hooks/nobody", "GET", 405],
  ])("answers %s by %s with %d", async (place, method, status) => {
    const world = await worldOf([hookOf("ci")]);

    const answer = await fetch(world.url + place, { method, headers: JSON_TYPE });

    expect(answer.status).toBe(status);
  });

  it("reads alike for a daemon and a hook that are not there", async () => {
    const world = await worldOf([hookOf("ci")]);

    const answers = await Promise.all(
      ["/home/hooks/no", "/nobody/hooks/ci", "/..%2fhome/hooks/ci", "/home/hooks/%00"].map(
        (place) => world.post(place),
      ),
    );

    const seen = await Promise.all(
      answers.map(async (answer) => `${answer.status} ${await answer.text()}`),
    );
    expect(new Set(seen)).toEqual(new Set(['404 {"error":"hook_not_found"}']));
  });

  it("says 503 for a daemon that never was here, or has no key in force", async () => {
    const world = await startWorld({ clock: hastyClock });
    await world.addKey("new");
    await world.addKey("home");
    await (await world.connect()).close();
    await world.changeKey("home", { revokedAt: Date.now() });

    expect((await world.post("/new/hooks/ci")).status).toBe(503);
    await expect.poll(async () => (await world.post("/home/hooks/ci")).status).toBe(503);

    const answer = await world.post("/home/hooks/ci", "x", { headers: { "content-type": "a/b" } });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ error: "daemon_away" });
    expect(answer.headers.get("retry-after")).toBe("60");
  });

  it.each([
    ["a wrong media type", "{}", { "content-type": "text/plain" }, 415],
    ["a content coding", "{}", { ...JSON_TYPE, "content-encoding": "gzip" }, 415],
    ["no JSON", "{", JSON_TYPE, 400],
    ["a list", "[]", JSON_TYPE, 400],
    ["a body over the limit", `{"a":"${"x".repeat(5000)}"}`, JSON_TYPE, 413],
  ])("refuses %s, and keeps nothing of it", async (_, body, headers, status) => {
    const world = await worldOf([hookOf("ci")], { config: { max_body_bytes: 4096 } });

    const answers = [
      await world.post("/home/hooks/ci", body, { headers }),
      await world.post("/home/hooks/no", body, { headers }),
    ];

    expect(answers.map((each) => each.status)).toEqual([status, status]);
    const daemon = await world.connect();
    expect(daemon.welcome.waiting).toBe(0);
  });

  it("refuses a hook that is off", async () => {
    const world = await worldOf([hookOf("ci", { enabled: false })]);

    const answer = await world.post("/home/hooks/ci");

    expect([answer.status, await answer.json()]).toEqual([403, { error: "hook_disabled" }]);
  });

  it("refuses two Host headers, and a request that wants another protocol keeps its body", async () => {
    const world = await worldOf([hookOf("ci")]);
    const { port } = world.relay.address;
    const head =
      "POST /home/hooks/ci HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";

    const twice = await exchange(port, [`${head}Host: a\r\nHost: b\r\n\r\n{}`]);
    const upgrade = await exchange(port, [
      `${head}Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n{}`,
    ]);

    expect(statusOf(twice.text)).toBe(400);
    expect(statusOf(upgrade.text)).toBe(202);
  });

  it("answers success as the hook's sender reads it", async () => {
    const world = await worldOf([
      hookOf("sl", { source: "slack" }),
      hookOf("odd", { source: "of-a-newer-wakehook" }),
    ]);

    const slack = await world.post("/home/hooks/sl", { type: "event_callback" });
    const odd = await world.post("/home/hooks/odd");

    expect(slack.status).toBe(200);
    expect(odd.status).toBe(202);
  });

  it("answers questions that take no secret while the daemon is away, and keeps none", async () => {
    const world = await worldOf([
      hookOf("sl", { source: "slack" }),
      hookOf("ce", { source: "cloudevents", allowed_origins: ["eventemitter.example.com"] }),
    ]);

    const origin = await fetch(`${world.url}/home/hooks/ce`, {
      method: "OPTIONS",
      headers: { "webhook-request-origin": "eventemitter.example.com" },
    });

    expect(origin.status).toBe(200);
    expect(origin.headers.get("webhook-allowed-origin")).toBe("eventemitter.example.com");
    expect((await world.connect()).welcome.waiting).toBe(0);
  });

  it("has the daemon answer what takes a secret, and says 503 while it is away", async () => {
    const world = await worldOf([hookOf("fb", { source: "meta" })], { clock: hastyClock });
    const url = `${world.url}/home/hooks/fb?hub.mode=subscribe&hub.challenge=42&hub.verify_token=v`;
    const waiting = fetch(url);
    const away = await waiting;
    const daemon = await world.connect({
      hooks: [hookOf("fb", { source: "meta" })],
      reply: ({ head }) => `${head.method} ${head.path.includes("hub.challenge=42")}`,
    });

    const answer = await fetch(url);

    expect(away.status).toBe(503);
    expect([answer.status, await answer.text()]).toEqual([200, "GET true"]);
    expect(daemon.parcels).toEqual([]);
  });

  it("counts the sender's own address where the owner's proxy names it", async () => {
    const world = await worldOf([hookOf("ci")], {
      config: { trusted_proxies: ["127.0.0.1"], failures_per_minute: 1 },
    });
    const from = (address: string): Promise<Response> =>
      world.post("/home/hooks/no", {}, { headers: { ...JSON_TYPE, "x-forwarded-for": address } });

    const statuses = [];
    for (const address of ["192.0.2.1", "192.0.2.1", "192.0.2.2"])
      statuses.push((await from(address)).status);
    await world.post(
      "/home/hooks/ci",
      {},
      {
        headers: { ...JSON_TYPE, "x-forwarded-for": "192.0.2.9" },
      },
    );
    const daemon = await world.connect();
    await daemon.untilParcels(1);

    expect(statuses).toEqual([404, 429, 404]);
    expect(daemon.parcels[0]?.head.remote_address).toBe("192.0.2.9");
  });
});

describe("a verifier at the door", () => {
  const config = {
    hooks: [{ daemon: "home", id: "gh", source: "github", secret: "s3cret-of-github" }],
  };

  it("refuses junk with 401 and keeps what is signed, the daemon away or not", async () => {
    const world = await worldOf([hookOf("gh", { source: "github" })], { config });
    const body = '{"zen":"x"}';

    const junk = await world.post("/home/hooks/gh", body, { headers: signed(body, "wrong") });
    const none = await world.post("/home/hooks/gh", body);
    const good = await world.post("/home/hooks/gh", body, { headers: signed(body) });
    const daemon = await world.connect();
    await daemon.untilParcels(1);

    expect([junk.status, none.status, good.status]).toEqual([401, 401, 202]);
    expect(daemon.parcels[0]?.head.headers).toContainEqual([
      "x-hub-signature-256",
      signed(body)["x-hub-signature-256"],
    ]);
  });

  it("lets a canary of the daemon's through to it, and keeps none", async () => {
    const world = await worldOf([hookOf("gh", { source: "github" })], {
      config,
      clock: hastyClock,
    });
    const headers = { ...JSON_TYPE, "wakehook-canary": "nonce.mac" };
    const away = await world.post("/home/hooks/gh", "{}", { headers });
    const daemon = await world.connect({
      hooks: [hookOf("gh", { source: "github" })],
      reply: ({ head }) => String(head.headers.some(([name]) => name === "wakehook-canary")),
    });

    const answer = await world.post("/home/hooks/gh", "{}", { headers });

    expect(away.status).toBe(503);
    expect([answer.status, await answer.text()]).toEqual([200, "true"]);
    expect(daemon.parcels).toEqual([]);
  });

  it("shows its secret nowhere in the relay's folder", async () => {
    const { readdir, readFile } = await import("node:fs/promises");
    const world = await worldOf([hookOf("gh", { source: "github" })], { config });
    const body = '{"private":"words"}';
    await world.post("/home/hooks/gh", body, { headers: signed(body, "wrong") });
    await world.post("/home/hooks/gh", body, {
      headers: { ...signed(body), authorization: "Bearer of-the-sender" },
    });
    await world.relay.stop();

    for (const name of await readdir(world.paths.folder)) {
      const bytes = await readFile(`${world.paths.folder}/${name}`);
      if (name !== "relay.json") expect(bytes.includes("s3cret-of-github"), name).toBe(false);
      expect(bytes.includes("of-the-sender"), name).toBe(false);
      expect(bytes.includes("private"), name).toBe(false);
    }
  });
});

describe("budgets", () => {
  it("are per address where nothing is verified at the door", async () => {
    const world = await worldOf([hookOf("ci")], {
      config: { requests_per_minute: 2, trusted_proxies: ["127.0.0.1"] },
    });
    const from = async (address: string): Promise<number> =>
      (
        await world.post(
          "/home/hooks/ci",
          {},
          {
            headers: { ...JSON_TYPE, "x-forwarded-for": address },
          },
        )
      ).status;

    expect([await from("192.0.2.1"), await from("192.0.2.1")]).toEqual([202, 202]);
    expect(await from("192.0.2.1")).toBe(429);
    expect(await from("192.0.2.2")).toBe(202);
  });

  it("learn from the daemon: an address that it only refuses is turned away before the disk", async () => {
    const world = await startWorld({
      config: { failures_per_minute: 2, trusted_proxies: ["127.0.0.1"] },
    });
    await world.addKey("home");
    const daemon = await world.connect({ take: () => 401 });
    const from = async (address: string): Promise<number> =>
      (
        await world.post(
          "/home/hooks/ci",
          {},
          {
            headers: { ...JSON_TYPE, "x-forwarded-for": address },
          },
        )
      ).status;

    const statuses = [];
    for (let n = 0; n < 5; n++) statuses.push(await from("192.0.2.1"));
    // Behind a proxy that names nobody all senders are one address: it is never turned away.
    const nameless = [];
    for (let n = 0; n < 5; n++) nameless.push((await world.post("/home/hooks/ci")).status);

    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect(nameless).toEqual([401, 401, 401, 401, 401]);
    expect(await from("192.0.2.2")).toBe(401);
    expect(daemon.parcels).toHaveLength(9);
  });
});
