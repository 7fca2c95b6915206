// When nothing is told: switched off, in safe mode, removed, a secret that cannot be had, a payload that is gone.

import { expect, it } from "vitest";
import { Config } from "../../../src/core/config.ts";
import { isSenderSink, senderRules } from "../../../src/report/sender/sender-sinks.ts";
import { openJsonServer, sendJson } from "./json-server.ts";
import { senderWorld, type WorldOptions } from "./sender-world.ts";

async function world(fields: object = {}, options: WorldOptions = {}) {
  const server = await openJsonServer((_, response) => sendJson(response, {}));
  const it = senderWorld({ kind: "http", url: server.url, ...fields }, options);
  await it.deliver(1, { a: 1 });
  it.start(1);
  it.end(1);
  return { server, it };
}

it("names the switch that is off, and tries no more", async () => {
  const { server, it } = await world({}, { config: { features: {} } });

  expect(await it.tell()).toEqual([
    { ok: false, final: true, error: "features.sender_reports is off in config.json" },
  ]);
  expect(server.asked).toEqual([]);
});

it("is held back in safe mode, and goes on after it", () => {
  const settings = (safe: boolean) => () => ({
    config: Config.parse({ safe_mode: safe }),
    hooks: new Map(),
  });

  expect(senderRules({ settings: settings(true) }, "sender:a:0").isHeldBack).toBe(true);
  expect(senderRules({ settings: settings(false) }, "sender:a:0").isHeldBack).toBe(false);
});

it("ends what waits for a report that was removed", async () => {
  const { it } = await world();
  it.change({ hooks: new Map() });

  expect(await it.tell()).toEqual([{ ok: false, error: "no such sink", final: true }]);
});

it("ends with the payload: retention has emptied it", async () => {
  const { server, it } = await world();
  const policy = { days: 1, maxDeliveries: 0, maxBytes: 0, dedupeDays: 7 };
  it.clock.advance(9 * 86_400_000);
  it.ledger.prune({ now: it.clock.now(), ...policy });

  const [told] = await it.tell();
  expect(told).toMatchObject({ ok: false, final: true });
  expect(told).toHaveProperty("error", expect.stringMatching(/retention/));
  expect(server.asked).toEqual([]);
});

it("knows its sinks by their names", () => {
  expect(["sender:a:0", "subscription:a", "log"].map(isSenderSink)).toEqual([true, false, false]);
});
