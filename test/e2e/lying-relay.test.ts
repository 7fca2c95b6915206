// A relay that does not do as it should: what it alters, makes up, repeats or says of the time changes nothing at home.

import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openLedgerReader } from "../../src/ledger/reading/open-reader.ts";
import { KEY, standInRelay, type SentRequest, type Visit } from "../tunnel/stand-in-relay.ts";
import { createHome } from "./daemon-home.ts";

const SECRET = Buffer.alloc(24, 7);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** As Standard Webhooks signs: id, time and body. */
function request(id: string, agoMs = 0, change: { body?: string; id?: string } = {}): SentRequest {
  const body = JSON.stringify({ type: "ping", n: id });
  const time = String(Math.floor((Date.now() - agoMs) / 1000));
  const mac = createHmac("sha256", SECRET).update(`${id}.${time}.${body}`).digest("base64");
  return {
    body: change.body ?? body,
    headers: [
      ["content-type", "application/json"],
      ["webhook-id", change.id ?? id],
      ["webhook-timestamp", time],
      ["webhook-signature", `v1,${mac}`],
    ],
  };
}

async function rig() {
  const relay = await standInRelay();
  const hook = (id: string, secret: Buffer) => ({
    id,
    title: id,
    mode: "notify",
    message_template: "x",
    report: [],
    source: "standard-webhooks",
    secret: `whsec_${secret.toString("base64")}`,
  });
  const home = await createHome({
    hooks: [hook("timed", SECRET), hook("other", Buffer.alloc(24, 9))],
    config: {
      features: { tunnel: true },
      tunnels: [{ name: "relay", kind: "relay", url: relay.url, key: KEY }],
    },
  });
  await home.start();
  const visit = await relay.visit();
  let number = 0;
  return {
    visit,
    async bring(sent: SentRequest, hook = "timed"): Promise<number> {
      number += 1;
      const { status } = await answered(visit, hook, number, sent);
      return status;
    },
    push: (at: number, sent: SentRequest) => answered(visit, "timed", at, sent),
    deliveries() {
      const ledger = openLedgerReader(home.paths.database);
      try {
        return ledger.deliveries({ limit: 100 });
      } finally {
        ledger.close();
      }
    },
  };
}

async function answered(visit: Visit, hook: string, number: number, sent: SentRequest) {
  visit.push(hook, number, sent);
  return visit.heard("answer", (frame) => frame.hook === hook && frame.number === number);
}

describe("a relay that lies", () => {
  it("about what was sent is found out by the signature", async () => {
    const here = await rig();

    expect(await here.bring(request("a", 0, { body: '{"type":"ping","n":"changed"}' }))).toBe(401);
    expect(await here.bring(request("a", 0, { id: "another" }))).toBe(401);
    expect(await here.bring(request("a"), "other")).toBe(401);
    expect(
      await here.bring({ ...request("a"), headers: [["content-type", "application/json"]] }),
    ).toBe(401);
    expect(here.deliveries()).toEqual([]);
  });

  it("about how long it has waited makes nothing young again, and nothing that is too old", async () => {
    const here = await rig();

    expect(await here.bring(request("hours ago", 3 * HOUR_MS))).toBe(401);
    expect(await here.bring({ ...request("just now"), waitedMs: 3 * HOUR_MS })).toBe(401);
    // Longer than claims are kept: what was taken once could come again.
    expect(await here.bring({ ...request("weeks ago", 30 * DAY_MS), waitedMs: 30 * DAY_MS })).toBe(
      401,
    );
    expect(
      await here.bring({ ...request("waited", 3 * HOUR_MS), waitedMs: 3 * HOUR_MS }),
    ).toBeLessThan(300);
    expect(here.deliveries()).toHaveLength(1);
    const [late] = here.deliveries();
    expect(Math.round(((late?.receivedAt ?? 0) - (late?.sentAt ?? 0)) / HOUR_MS)).toBe(3);
  });

  it("and pushes twice, under one number or another, is known each time", async () => {
    const here = await rig();
    const sent = request("once");

    const first = await here.push(1, sent);
    here.visit.push("timed", 1, sent);
    const again = await here.push(2, { ...sent, waitedMs: 1000 });
    await here.visit.heard("ack", ({ number }) => number === 2);

    expect([first.status, again.status].every((status) => status < 300)).toBe(true);
    expect(here.deliveries()).toMatchObject([{ duplicates: 2 }]);
    expect(here.visit.faults).toEqual([]);
  });
});
