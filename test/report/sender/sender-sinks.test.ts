// When nothing is told: switched off, in safe mode, removed, a secret that cannot be had, a payload that is gone.

import { expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
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

it("is held back while nothing is known of its hook but that its entry is wrong, and not where there is none", () => {
  const problem = { level: "error", file: "webhooks.json", message: "is no JSON" } as const;
  const config = Config.parse({});
  const broken = { id: "a", state: "invalid", hook: null, problems: [problem] } as never;
  const isHeldBack = (snapshot: object): boolean =>
    senderRules({ settings: () => ({ config, hooks: new Map(), ...snapshot }) }, "sender:a:0")
      .isHeldBack;

  expect(isHeldBack({ hooks: new Map([["a", broken]]) })).toBe(true);
  expect(isHeldBack({ unread: problem })).toBe(true);
  expect(isHeldBack({})).toBe(false);
});

it("does not tell a start by what is now another report in its place", async () => {
  const server = await openJsonServer((_, response) => sendJson(response, {}));
  const it = senderWorld({ kind: "http", url: server.url, on: ["start"] });
  await it.deliver(1, { a: 1 });
  it.start(1);
  it.rewrite({ kind: "http", url: server.url, on: ["success"], body: '{"state": "done"}' });

  expect(await it.tell()).toMatchObject([{ ok: false, final: true }]);
  expect(server.asked).toEqual([]);
});

it("asks where a name leads at every try, and goes to no private address that it has come to mean", async () => {
  let address = "127.0.0.1";
  const lookup = () => Promise.resolve([{ address, family: 4 as const }]);
  const server = await openJsonServer((_, response) => response.writeHead(500).end());
  const url = server.url.replace("127.0.0.1", "tasks.example.test");
  const it = senderWorld({ kind: "http", url, on: ["success"] }, { lookup });
  await it.deliver(1, { a: 1 });
  it.start(1);
  it.end(1);

  expect(await it.tell()).toMatchObject([{ ok: false, httpStatus: 500, final: false }]);
  for (address of ["10.0.0.7", "169.254.169.254", "0.0.0.0"])
    expect(await it.tell()).toMatchObject([{ ok: false, final: true }]);
  expect(server.asked).toHaveLength(1);
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

it("tells the end after the start, also where the start hangs at another place", async () => {
  const heard: string[] = [];
  const hanging = Promise.withResolvers<() => void>();
  const server = await openJsonServer(({ json }, response) => {
    const { stage } = json as { stage: string };
    const answer = (): void => {
      heard.push(stage);
      sendJson(response, {});
    };
    if (stage === "start") hanging.resolve(answer);
    else answer();
  });
  const report = { kind: "http", url: server.url };
  const it = senderWorld([
    { ...report, on: ["start"] },
    { ...report, on: ["success"] },
  ]);
  await it.deliver(1, { a: 1 });
  it.start(1);
  const [start] = it.waiting();
  const told = start === undefined ? null : it.tryOne(start);
  const answer = await hanging.promise;
  it.end(1);
  const end = it.waiting().at(-1);
  const ended = end === undefined ? null : it.tryOne(end);
  // Another delivery is not held up.
  await it.deliver(2, { a: 2 });
  it.start(2);
  it.end(2);
  const other = it.waiting().at(-1);
  if (other !== undefined) await it.tryOne(other);
  expect(heard).toEqual(["success"]);
  answer();

  await Promise.all([told, ended]);
  expect(heard).toEqual(["success", "start", "success"]);
});

it("says of a start that the run's end has overtaken that nothing was sent", async () => {
  const server = await openJsonServer((_, response) => sendJson(response, {}));
  const it = senderWorld({ kind: "http", url: server.url, on: ["start"] });
  await it.deliver(1, { a: 1 });
  it.start(1);
  it.end(1);

  expect(await it.tell()).toEqual([{ ok: true, note: expect.stringMatching(/^not sent: /) }]);
  expect(server.asked).toEqual([]);
});

it("knows its sinks by their names", () => {
  expect(["sender:a:0", "subscription:a", "log"].map(isSenderSink)).toEqual([true, false, false]);
});
