// The whole way over real TLS: a sender posts to the relay, the hook runs at home, the relay hears how it ended.

import { createHmac } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Agent } from "node:https";
import { request } from "node:https";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { makeTlsCertificate } from "../relay/tls-certificate.ts";
import { startWorld, type RelayWorld } from "../relay/world.ts";
import { createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";

const SECRET = "the-secret-of-the-webhook";
const TLS = makeTlsCertificate();

interface Answered {
  readonly status: number;
  readonly body: string;
}

interface Rig {
  readonly relay: RelayWorld;
  readonly home: DaemonHome;
  /** config.json with the tunnel, or another one. */
  config(change?: Record<string, unknown>): Record<string, unknown>;
  /** Posts to the relay as GitHub does. */
  github(id: string, body?: unknown, more?: Record<string, string>): Promise<Answered>;
  get(place: string): Promise<Answered>;
  post(place: string, body: string | Buffer, headers?: Record<string, string>): Promise<Answered>;
  deliveries(): ReturnType<ReturnType<typeof openLedgerReader>["deliveries"]>;
  parcels(): Array<{ state: string; answer_status: number | null; result_status: string | null }>;
}

const notify = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  title: id,
  mode: "notify",
  message_template: "{{n}}",
  report: [],
  ...more,
});

/** A relay with TLS and a home whose daemon is not started yet. */
async function rig(hooks = [notify("site", { source: "github", secret: SECRET })]): Promise<Rig> {
  const home = await createHome({ hooks });
  const files = { cert: path.join(home.folder, "tls.pem"), key: path.join(home.folder, "tls.key") };
  await writeFile(files.cert, TLS.cert);
  await writeFile(files.key, TLS.key, { mode: 0o600 });
  const relay = await startWorld({ config: { tls: files } });
  const key = await relay.addKey("home");
  const url = relay.url.replace("https", "wss");
  const entry = { name: "relay", kind: "relay", url, key, ca: files.cert };
  const config = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
    // No port is open here but the owner's.
    webhooks: { enabled: false },
    features: { tunnel: true },
    tunnels: [{ ...entry, ...change }],
  });
  await home.putConfig(config());
  const agent = new Agent({ ca: TLS.cert, keepAlive: false });
  const database = new DatabaseSync(relay.paths.database, { readOnly: true });
  onTestFinished(() => database.close());

  function send(
    method: string,
    place: string,
    { body = "", headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    const sent = request(`${relay.url}${place}`, { method, headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
    return promise;
  }

  const post: Rig["post"] = (place, body, headers = {}) =>
    send("POST", place, { body, headers: { "content-type": "application/json", ...headers } });
  return {
    relay,
    home,
    config,
    post,
    get: (place) => send("GET", place),
    github(id, body = { n: id }, more = {}) {
      const text = JSON.stringify(body);
      return post("/home/hooks/site", text, { ...signed(text, id), ...more });
    },
    deliveries() {
      const ledger = openLedgerReader(home.paths.database);
      try {
        return ledger.deliveries({ limit: 1000 }).toReversed();
      } finally {
        ledger.close();
      }
    },
    parcels: () =>
      database
        .prepare("SELECT state, answer_status, result_status FROM parcels ORDER BY number")
        .all() as unknown as ReturnType<Rig["parcels"]>,
  };
}

function signed(text: string, id: string): Record<string, string> {
  return {
    "x-github-event": "issues",
    "x-github-delivery": id,
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(text).digest("hex")}`,
  };
}

/** Starts the daemon, and waits until the tunnel is up, whether that was told before or after. */
async function started({ home }: Rig): Promise<LiveDaemon> {
  const daemon = await home.start();
  await daemon.until("the tunnel is up", async () => {
    const { tunnels } = (await (await daemon.admin("GET", "/tunnels")).json()) as {
      tunnels: Array<{ health: { state: string } }>;
    };
    return tunnels[0]?.health.state === "up";
  });
  return daemon;
}

describe("a request to the relay", () => {
  it("runs at home, its sender is told by home, and the relay how it ended", async () => {
    const it = await rig();
    const daemon = await started(it);

    const answer = await it.github("guid-1");

    expect(answer.status).toBe(202);
    const { delivery_id: id } = JSON.parse(answer.body) as { delivery_id: string };
    await daemon.until("it has run", () => it.home.delivery(id)?.state === "done");
    expect(it.home.delivery(id)).toMatchObject({
      status: "success",
      via: "tunnel:relay",
      remoteAddress: "127.0.0.1",
      attempts: 1,
    });
    await vi.waitFor(() =>
      expect(it.parcels()).toEqual([
        { state: "acked", answer_status: 202, result_status: "success" },
      ]),
    );
  });

  it("with a wrong secret is a 401 at its sender, and is done with", async () => {
    const it = await rig();
    await started(it);

    const answer = await it.github("guid-1", {}, { "x-hub-signature-256": "sha256=00" });

    expect(answer.status).toBe(401);
    await vi.waitFor(() => expect(it.parcels()).toMatchObject([{ answer_status: 401 }]));
    expect(it.deliveries()).toEqual([]);
  });

  it("that is repeated by its sender is known as such at home", async () => {
    const it = await rig();
    await started(it);

    await it.github("guid-1");
    const again = await it.github("guid-1");

    expect(JSON.parse(again.body)).toMatchObject({ duplicate: true });
    expect(it.deliveries()).toMatchObject([{ duplicates: 1 }]);
  });

  it("with a bearer token comes through, and the relay keeps no word of it in the clear", async () => {
    const it = await rig([notify("plain", { token: "a-token-of-one-hook" })]);
    await started(it);

    const answer = await it.post("/home/hooks/plain", '{"n":"very-readable-words"}', {
      authorization: "Bearer a-token-of-one-hook",
    });

    expect(answer.status).toBe(202);
    const kept = (
      await Promise.all(
        ["", "-wal"].map((end) => readFile(`${it.relay.paths.database}${end}`, "latin1")),
      )
    ).join("");
    expect(kept).not.toContain("a-token-of-one-hook");
    expect(kept).not.toContain("very-readable-words");
    expect(await it.relay.log()).not.toContain("a-token-of-one-hook");
  });

  it("of 25 MiB comes through", async () => {
    const it = await rig();
    const daemon = await started(it);

    const answer = await it.github("large", { n: "x".repeat(25 * 1024 * 1024 - 100) });
    await daemon.until("it is there", () => it.deliveries().length === 1);

    expect(answer.status).toBe(202);
    expect(it.deliveries()[0]?.bodyBytes).toBeGreaterThan(25 * 1024 * 1024 - 100);
  });

  it("for a hook that was never valid waits, and comes in when it is mended", async () => {
    const broken = notify("site", { source: "github", secret: SECRET, mode: "notify", title: 7 });
    const it = await rig([broken]);
    const daemon = await started(it);

    expect((await it.github("guid-1")).status).toBe(202);
    expect(it.deliveries()).toEqual([]);
    await it.home.putHooks([notify("site", { source: "github", secret: SECRET })]);
    await daemon.admin("POST", "/reload");

    await daemon.until("it is there", () => it.deliveries().length === 1);
  });

  it("for a hook that is disabled meanwhile waits until it is enabled", async () => {
    const it = await rig();
    const first = await started(it);
    await first.stop();
    expect((await it.github("guid-1")).status).toBe(202);
    await it.home.putHooks([notify("site", { source: "github", secret: SECRET, enabled: false })]);
    const daemon = await started(it);
    await daemon.until("it is put off", async () => {
      const { tunnels } = (await (await daemon.admin("GET", "/tunnels")).json()) as {
        tunnels: Array<{ lanes: unknown[] }>;
      };
      return tunnels[0]?.lanes.length === 1;
    });
    expect((await it.github("guid-2")).status).toBe(403);

    await it.home.putHooks([notify("site", { source: "github", secret: SECRET })]);
    await daemon.admin("POST", "/reload");

    await daemon.until("it is there", () => it.deliveries().length === 1);
  });
});

describe("a daemon that was away", () => {
  it("gets everything in the order in which it was sent, once, with its age", async () => {
    const it = await rig();
    const first = await started(it);
    await first.stop();
    for (let at = 1; at <= 20; at++)
      expect((await it.github(`guid-${String(at)}`, { n: at })).status).toBe(202);

    const daemon = await started(it);
    await daemon.until(
      "all are done",
      () => it.deliveries().length === 20 && it.deliveries().every(({ state }) => state === "done"),
    );

    const all = it.deliveries();
    expect(all.map(({ viaRef }) => Number(viaRef?.split("/")[2]))).toEqual(
      all.map(({ viaRef }) => Number(viaRef?.split("/")[2])).toSorted((one, other) => one - other),
    );
    expect(all.every(({ sentAt, receivedAt }) => sentAt < receivedAt)).toBe(true);
    await vi.waitFor(() =>
      expect(it.parcels().every(({ result_status }) => result_status === "success")).toBe(true),
    );
  });

  it("tells results of runs that ended while the relay was away", async () => {
    const it = await rig();
    const daemon = await started(it);
    await it.github("guid-1");
    await it.relay.relay.stop();
    await daemon.until("it has ended", () => it.deliveries()[0]?.state === "done");

    const again = await it.relay.restart();

    // Another port: config.json says where it is now.
    await it.home.putConfig(it.config({ url: again.url.replace("https", "wss") }));
    await daemon.admin("POST", "/reload");
    await vi.waitFor(
      () => expect(it.parcels()).toMatchObject([{ result_status: "success" }]),
      10_000,
    );
  });
});

describe("a key", () => {
  it("that is revoked ends the connection, and its owner is told what to do", async () => {
    const it = await rig();
    const daemon = await started(it);

    await it.relay.changeKey("home", { revokedAt: Date.now() });

    await daemon.until("it is down", () =>
      daemon.seen.some(
        (event) =>
          event.type === "tunnel" &&
          event.health.state === "down" &&
          /wakehook relay key (add|rotate) NAME/.test(event.health.detail ?? ""),
      ),
    );
  });

  it("that was stolen opens nothing: another home is refused, and the first one stays", async () => {
    const it = await rig();
    const daemon = await started(it);
    const thief = await createHome({ config: it.config(), hooks: [notify("site")] });
    const stolen = await thief.start();

    await stolen.until("it is refused", async () => {
      const text = await (await stolen.admin("GET", "/tunnels")).text();
      return text.includes("wakehook relay key reset home");
    });

    expect((await it.github("guid-1")).status).toBe(202);
    await daemon.until("it is there", () => it.deliveries().length === 1);
  });

  it("is of no use where the certificate is nobody's that is believed", async () => {
    const it = await rig();
    await it.home.putConfig(it.config({ ca: undefined }));
    const daemon = await it.home.start();

    await daemon.until("it says so", async () => {
      const text = await (await daemon.admin("GET", "/tunnels")).text();
      return text.includes("by nobody that is believed here");
    });
    expect((await it.github("guid-1")).status).toBe(503);
  });
});
