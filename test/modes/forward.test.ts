import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunOutcome } from "../../src/core/records/run.ts";
import type { ForwardSecrets } from "../../src/core/outbound/forward-request.ts";
import { createMask } from "../../src/core/secrets/mask.ts";
import { createForward } from "../../src/modes/forward.ts";
import type { Lookup } from "../../src/outbound/resolve-target.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemClock } from "../../src/system/clock.ts";
import { openReceiver } from "../outbound/receiver.ts";
import { openModeBench, type ModeBench, type RequestParts } from "./mode-bench.ts";

const KEY_BYTES = Buffer.from("0123456789abcdef01234567");
const KEY = `whsec_${KEY_BYTES.toString("base64")}`;
const NONE: ForwardSecrets = { url: null, secret: null, headers: {} };

let bench: ModeBench;
let secrets: ForwardSecrets | null;
let names: Record<string, string>;

beforeEach(async () => {
  bench = await openModeBench();
  secrets = NONE;
  names = {};
});
afterEach(() => bench.close());

const lookup: Lookup = (name) => {
  const address = names[name];
  if (address !== undefined) return Promise.resolve([{ address, family: 4 }]);
  return Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
};

function modeOf() {
  return createForward({
    clock: systemClock,
    lookup,
    forwardSecrets: () => secrets,
    mask: createMask([KEY, "t0ken-of-the-receiver"]),
    findSource,
  });
}

async function request(forward: object | undefined, parts: RequestParts = {}) {
  return bench.request({
    ...parts,
    hook: { mode: "forward", forward, ...parts.hook },
    config: { features: { forward: true }, forward_allow: ["127.0.0.1"], ...parts.config },
  });
}

async function run(forward: object | undefined, parts: RequestParts = {}): Promise<RunOutcome> {
  return modeOf().run(await request(forward, parts));
}

describe("createForward", () => {
  it("sends the payload on, with the delivery's id and event, and takes the answer", async () => {
    const receiver = await openReceiver();
    const order = await request({ url: `${receiver.url}/in` });

    expect(await modeOf().run(order)).toEqual({
      status: "success",
      answer: "ok",
      agent: `forward ${receiver.url}`,
    });

    expect(receiver.received).toMatchObject([{ method: "POST", path: "/in" }]);
    expect(receiver.received[0]?.body.toString()).toBe('{"title":"a title"}');
    expect(receiver.received[0]?.headers).toEqual({
      connection: "close",
      host: `127.0.0.1:${receiver.port}`,
      "content-length": "19",
      "content-type": "application/json",
      "user-agent": "wakehook",
      "accept-encoding": "identity",
      "x-webhook-delivery": order.delivery.id,
      "x-webhook-event": "issues.opened",
      "x-webhook-id": order.delivery.id,
    });
    expect(await readFile(path.join(order.runFolder, "result.md"), "utf8")).toBe("ok");
  });

  it("signs with its secret, as Standard Webhooks has it, with one id for all tries", async () => {
    const receiver = await openReceiver();
    secrets = { ...NONE, secret: KEY };
    const order = await request({ url: receiver.url, secret: "(secret)" });

    await modeOf().run(order);
    await modeOf().run(order);

    const [first, second] = receiver.received;
    if (first === undefined || second === undefined) throw new Error("nothing came");
    for (const { body, headers } of [first, second]) {
      const id = String(headers["webhook-id"]);
      const time = String(headers["webhook-timestamp"]);
      const signed = `${id}.${time}.${body.toString()}`;
      const expected = createHmac("sha256", KEY_BYTES).update(signed).digest("base64");
      expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
      expect(Math.abs(Number(time) * 1000 - Date.now())).toBeLessThan(5000);
    }
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
  });

  it("signs as `sign` says", async () => {
    const receiver = await openReceiver();
    secrets = { ...NONE, secret: "k" };

    await run({ url: receiver.url, secret: "(secret)" }, { hook: { sign: "github" } });

    expect(receiver.received[0]?.headers["x-hub-signature-256"]).toMatch(/^sha256=[0-9a-f]{64}$/);
  });

  it("sends nothing unsigned where its secret cannot be had", async () => {
    const receiver = await openReceiver();

    const outcome = await run({ url: receiver.url, secret: "(secret)" });

    expect(outcome).toMatchObject({
      status: "error:bad_template",
      reason: expect.stringContaining("nothing is sent unsigned"),
    });
    expect(receiver.received).toEqual([]);
  });

  it("passes on none of the sender's headers", async () => {
    const receiver = await openReceiver();
    const order = await request({ url: receiver.url });
    const headers = [
      ["authorization", "Bearer fingerprint:1"],
      ["cookie", "fingerprint:2"],
      ["x-hub-signature-256", "sha256=00"],
      ["x-custom", "1"],
    ] as const;

    await modeOf().run({ ...order, content: { ...order.content, headers } });

    const names = Object.keys(receiver.received[0]?.headers ?? {});
    expect(names).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/authorization|cookie|hub|custom/)]),
    );
  });

  it("keeps no secret that the receiver repeats", async () => {
    secrets = { ...NONE, headers: { Authorization: "Bearer t0ken-of-the-receiver" } };
    const receiver = await openReceiver((request, response) =>
      response.writeHead(403).end(`no: ${request.headers.authorization ?? ""}\u001b[2J`),
    );

    const outcome = await run({ url: receiver.url, headers: { Authorization: "(secret)" } });

    expect(outcome).toMatchObject({
      status: "error:http_403",
      answer: String.raw`no: Bearer ***\x1b[2J`,
    });
  });

  it("keeps no piece of a secret that lies across the end of what is kept", async () => {
    const token = "t0ken-of-the-receiver";
    const receiver = await openReceiver((_, response) =>
      response.end(`${"x".repeat(65_530)}${token}${"y".repeat(9000)}`),
    );

    const { answer = "" } = await run({ url: receiver.url });

    expect(answer).toMatch(/x\*\*\*y*\n\[cut: there was more\]$/);
    expect(answer).not.toContain(token.slice(0, 3));
  });

  it.each([
    [200, "success", undefined],
    [204, "success", undefined],
    [301, "error:http_301", "redirects are not followed: set the URL that it leads to"],
    [404, "error:http_404", undefined],
    [410, "error:http_410", undefined],
    [500, "error:http_500", undefined],
  ])("ends %i in %s", async (status, expected, reason) => {
    const inside = await openReceiver();
    const receiver = await openReceiver((_, response) =>
      response.writeHead(status, { location: inside.url }).end(),
    );

    const outcome = await run({ url: receiver.url });

    expect(outcome.status).toBe(expected);
    expect(outcome.reason).toBe(reason);
    expect(inside.received).toEqual([]);
  });

  it.each([
    ["120", 120_000],
    [new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ])("says when a receiver wants to be asked again: %s", async (retryAfter, waitMs) => {
    const receiver = await openReceiver((_, response) =>
      response.writeHead(429, { "retry-after": retryAfter }).end(),
    );
    const before = Date.now();

    const { status, retryAt = 0 } = await run({ url: receiver.url });

    expect(status).toBe("error:http_429");
    expect(Math.abs(retryAt - before - waitMs)).toBeLessThan(5000);
  });

  it("sends to no address that is not public, also behind a name", async () => {
    const receiver = await openReceiver();
    names["inside.example"] = "127.0.0.1";
    const config = { forward_allow: [] };
    const urls = [receiver.url, `http://inside.example:${receiver.port}`];

    for (const url of urls) {
      const outcome = await run({ url }, { config });
      expect(outcome).toMatchObject({
        status: "error:target_not_allowed",
        reason: expect.stringContaining("loopback; forward_allow"),
      });
    }
    expect(receiver.received).toEqual([]);
  });

  it("says that the other side is not there, and that it says nothing", async () => {
    const silent = await openReceiver(() => {});

    expect(await run({ url: "http://127.0.0.1:1" })).toMatchObject({
      status: "error:unreachable",
      reason: "ECONNREFUSED",
    });
    expect(await run({ url: "http://gone.example" })).toMatchObject({
      status: "error:unreachable",
      reason: "gone.example cannot be resolved: ENOTFOUND",
    });
    expect(await run({ url: silent.url }, { hook: { timeout_seconds: 0.2 } })).toMatchObject({
      status: "error:timeout",
      reason: "no answer within 0.2 s",
    });
  });

  it.each([
    [
      { url: "http://127.0.0.1/{{gone}}" },
      "forward.url needs {{gone}}, which has no value in this delivery",
    ],
    [undefined, "the hook has no forward"],
  ])("sends nothing where it makes no request: %j", async (forward, reason) => {
    expect(await run(forward)).toMatchObject({ status: "error:bad_template", reason });
  });

  it("sends nothing where the hook is gone, the body is, or the feature is off", async () => {
    const receiver = await openReceiver();
    const off = await run({ url: receiver.url }, { config: { features: {} } });
    const emptied = await run({ url: receiver.url }, { body: null });
    secrets = null;
    const gone = await run({ url: receiver.url });

    expect([off.status, emptied.status, gone.status]).toEqual([
      "error:feature_off_forward",
      "error:bad_template",
      "error:bad_template",
    ]);
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ["stopped", "error:stopped"],
    ["shutdown", "error:interrupted"],
  ])("ends at once when it is %s", async (cause, status) => {
    const stop = new AbortController();
    const receiver = await openReceiver(() => stop.abort(cause));

    expect(await run({ url: receiver.url }, { signal: stop.signal })).toMatchObject({ status });
  });

  it("is called by where it leads, and by no part of the path", async () => {
    const { hook, config } = await request({ url: "https://hooks.example/T0/secret" });
    const hidden = await request({ url: "env:URL" });

    expect(modeOf().agent(hook, config)).toBe("forward https://hooks.example");
    expect(modeOf().agent(hidden.hook, config)).toBe("forward");
    expect(modeOf().folder(hook, config)).toBeNull();
  });
});
