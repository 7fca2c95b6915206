import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import type { LoadedSubscription } from "../../../src/core/settings/subscription.ts";
import { sendMessage } from "../../../src/report/subscriptions/send-message.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { isGithub, isStandardWebhook, isTimestamped, openReceiver } from "./receiver.ts";
import { loadedSubscription, SECRET } from "./subscribed.ts";

const MESSAGE = {
  messageId: "msg_1",
  event: "run.failed",
  payload: '{"event":"run.failed","data":{"error":"söme \\ud800"}}',
};

function send(loaded: LoadedSubscription, outbound: Record<string, unknown> = {}) {
  const config = Config.parse({ outbound });
  const { signal } = new AbortController();
  return sendMessage({ clock: systemClock, outbound: config.outbound, signal }, loaded, MESSAGE);
}

describe("a message", () => {
  it("verifies by the Standard Webhooks document, and names its event and id", async () => {
    const receiver = await openReceiver();

    const result = await send(loadedSubscription({ url: receiver.url }), { user_agent: "mine/2" });

    const [got] = receiver.got;
    expect(result).toEqual({ ok: true, httpStatus: 200 });
    expect(got && isStandardWebhook(got, SECRET, Date.now())).toBe(true);
    expect(got).toMatchObject({
      body: MESSAGE.payload,
      headers: {
        "content-type": "application/json",
        "user-agent": "mine/2",
        "webhook-id": "msg_1",
        "x-webhook-event": "run.failed",
        "x-webhook-delivery": "msg_1",
      },
    });
  });

  it("verifies by the old and the new secret while they change, and by the new one after", async () => {
    const receiver = await openReceiver();
    const old = `whsec_${randomBytes(32).toString("base64")}`;
    const until = Date.now() + 60_000;
    const rotating = { secrets: [SECRET, old], previousUntil: until };

    await send(loadedSubscription({ url: receiver.url }, rotating));
    await send(loadedSubscription({ url: receiver.url }, { ...rotating, previousUntil: 1 }));

    const [during, after] = receiver.got;
    const checks = [during, after].map((got) =>
      [SECRET, old].map((key) => got !== undefined && isStandardWebhook(got, key, Date.now())),
    );
    expect(checks).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it("verifies by a timestamp and the body", async () => {
    const receiver = await openReceiver();
    const loaded = loadedSubscription(
      { url: receiver.url, sign: "timestamped" },
      { secrets: ["plain secret"] },
    );

    await send(loaded);

    const [got] = receiver.got;
    expect(got && isTimestamped(got, "plain secret", Date.now())).toBe(true);
    expect(got?.headers["x-webhook-id"]).toBe("msg_1");
  });

  it("verifies as GitHub's do", async () => {
    const receiver = await openReceiver();

    await send(loadedSubscription({ url: receiver.url, sign: "github" }, { secrets: ["s"] }));

    expect(receiver.got[0] && isGithub(receiver.got[0], "s")).toBe(true);
  });

  it("is signed by a description of its owner's, over its id too", async () => {
    const receiver = await openReceiver();
    const sign = {
      kind: "hmac",
      algorithm: "sha512",
      signature: [{ header: "x-sig" }],
      encoding: "hex",
      content: [{ header: "x-webhook-id" }, { literal: ":" }, "body"],
    };

    await send(loadedSubscription({ url: receiver.url, sign }, { secrets: ["s"] }));

    expect(receiver.got[0]?.headers["x-sig"]).toMatch(/^[0-9a-f]{128}$/);
  });

  it("carries fixed headers, and no signature where its owner wants none", async () => {
    const receiver = await openReceiver();
    const loaded = loadedSubscription(
      { url: receiver.url, sign: "none" },
      { secrets: [], headers: [["X-API-Key", "k3y"]] },
    );

    expect(await send(loaded)).toMatchObject({ ok: true });
    expect(receiver.got[0]?.headers).toMatchObject({ "x-api-key": "k3y" });
    expect(receiver.got[0]?.headers).not.toHaveProperty("webhook-signature");
  });

  it("that is too large is not sent, and says so", async () => {
    const receiver = await openReceiver();
    const config = Config.parse({ outbound: { max_body_bytes: 1024 } });
    const payload = JSON.stringify({ text: "x".repeat(2000) });
    const { signal } = new AbortController();
    const deps = { clock: systemClock, outbound: config.outbound, signal };

    const result = await sendMessage(deps, loadedSubscription({ url: receiver.url }), {
      ...MESSAGE,
      payload,
    });

    expect(result).toMatchObject({
      ok: false,
      final: true,
      error: expect.stringContaining("max_body_bytes (1024)") as string,
    });
    expect(receiver.got).toEqual([]);
  });

  it("whose secret cannot be had waits", async () => {
    const loaded = loadedSubscription({ url: "http://127.0.0.1:9" }, { problem: "no secret" });

    expect(await send(loaded)).toEqual({ ok: false, error: "no secret", final: false });
  });
});

describe("a receiver", () => {
  it.each([
    [200, { ok: true }],
    [204, { ok: true }],
    [400, { ok: false, final: true, error: "HTTP 400: no" }],
    [404, { ok: false, final: true }],
    [408, { ok: false, final: false }],
    [410, { ok: false, final: true, gone: true }],
    [429, { ok: false, final: false }],
    [500, { ok: false, final: false }],
    [599, { ok: false, final: false }],
  ])("that answers %i is judged", async (status, result) => {
    const receiver = await openReceiver();
    receiver.answer = (_, response) => void response.writeHead(status).end("no");

    expect(await send(loadedSubscription({ url: receiver.url }))).toMatchObject(result);
  });

  it("keeps no piece of a secret where a refusal repeats it and is cut within", async () => {
    const receiver = await openReceiver();
    receiver.answer = (_, response) =>
      void response.writeHead(400).end(`${"x".repeat(190)}plain-secret-words`);
    const { outbound } = Config.parse({});
    const { signal } = new AbortController();
    const mask = (text: string): string => text.replaceAll("plain-secret-words", "***");

    const result = await sendMessage(
      { clock: systemClock, outbound, signal, mask },
      loadedSubscription({ url: receiver.url }),
      MESSAGE,
    );

    expect(result).toMatchObject({ ok: false, error: expect.stringMatching(/x\*\*\*$/) });
  });

  it("that points elsewhere is not followed", async () => {
    const inner = await openReceiver();
    const receiver = await openReceiver();
    receiver.answer = (_, response) => void response.writeHead(301, { location: inner.url }).end();

    const result = await send(loadedSubscription({ url: receiver.url }));

    expect(result).toMatchObject({ final: true, error: "HTTP 301: redirects are not followed" });
    expect(inner.got).toEqual([]);
  });

  it.each([
    ["90", 90_000],
    ["9".repeat(10), 86_400_000],
    [new Date(Date.now() + 3_600_000).toUTCString(), 3_600_000],
    ["soon", undefined],
  ])("that asks for %s gets it", async (header, wait) => {
    const receiver = await openReceiver();
    receiver.answer = (_, response) =>
      void response.writeHead(429, { "retry-after": header }).end();

    const result = await send(loadedSubscription({ url: receiver.url }));

    const asked = result.ok ? null : result.retryAfterMs;
    if (wait === undefined) expect(asked).toBeUndefined();
    else expect(Math.abs((asked ?? 0) - wait)).toBeLessThan(3000);
  });

  it("that stalls is given up after the time for one try, before and within its answer", async () => {
    const receiver = await openReceiver();
    const loaded = loadedSubscription({ url: receiver.url });
    for (const answer of [
      () => {},
      (_: unknown, response: ServerResponse) => {
        response.writeHead(500).write("and");
      },
    ]) {
      receiver.answer = answer;

      expect(await send(loaded, { timeout_seconds: 1 })).toMatchObject({
        ok: false,
        final: false,
        error: "no answer within 1 s",
      });
    }
  });

  it("whose answer has no end is read no further than its beginning", async () => {
    const receiver = await openReceiver();
    let written = 0;
    const closed = new Promise<void>((resolve) => {
      receiver.answer = (_, response) => {
        response.writeHead(500);
        const pour = (): void => {
          if (response.destroyed) return resolve();
          written += 65_536;
          response.write("x".repeat(65_536), () => setImmediate(pour));
        };
        response.on("close", resolve);
        pour();
      };
    });

    const result = await send(loadedSubscription({ url: receiver.url }));
    await closed;

    expect(result).toMatchObject({ httpStatus: 500, error: expect.stringMatching(/^.{200,220}$/) });
    // What the sockets' buffers hold, and no more.
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  it("that resets the connection, or is not there, may come back", async () => {
    const receiver = await openReceiver();
    receiver.answer = (request) => void request.socket.resetAndDestroy();
    const loaded = loadedSubscription({ url: receiver.url });

    expect(await send(loaded)).toMatchObject({ ok: false, final: false });
    await receiver.down();
    expect(await send(loaded)).toMatchObject({
      final: false,
      error: expect.stringContaining("ECONNREFUSED") as string,
    });
  });
});
