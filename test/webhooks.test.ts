// The library as its users see it: signatures are checked by receivers written from the documents.

import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  buildPayload,
  createDispatcher,
  fingerprint,
  generateSecret,
  knownEvents,
  matchesPattern,
  nextRetry,
  patternProblem,
  sign,
  verify,
  type DispatcherOptions,
  type DispatchResult,
} from "../src/webhooks.ts";
import {
  isGithub,
  isStandardWebhook,
  isTimestamped,
  openReceiver,
} from "./report/subscriptions/receiver.ts";

const NOW = Date.UTC(2026, 0, 31);
const body = '{"a":"söme"}';
const PLAN = { attempts: 3, firstDelayMs: 10, longestDelayMs: 20 };
const PAYLOAD = buildPayload({
  event: "agent.unhealthy",
  at: NOW,
  id: "claude",
  data: { agent: "claude", cause: "limit", reason: "usage limit", until: null },
});

describe("sign", () => {
  it("makes headers that receivers verify", () => {
    const secret = generateSecret();
    const plain = generateSecret("timestamped");
    const given = { id: "msg_1", body, now: NOW };

    const standard = { headers: sign({ ...given, secrets: [secret] }), body };
    const stamped = { headers: sign({ ...given, secrets: [plain], sign: "timestamped" }), body };
    const github = { headers: sign({ ...given, secrets: [plain], sign: "github" }), body };

    expect(isStandardWebhook(standard, secret, NOW)).toBe(true);
    expect(isTimestamped(stamped, plain, NOW)).toBe(true);
    expect(isGithub(github, plain)).toBe(true);
  });

  it("throws without the secret in its words", () => {
    expect(() => sign({ id: "1", body, secrets: ["whsec_!!!"] })).toThrow(/^(?!.*!!!)/);
    expect(() => sign({ id: "1", body, secrets: [] })).toThrow();
  });
});

describe("verify", () => {
  const secrets = [generateSecret(), generateSecret()];
  const headers = sign({ id: "msg_1", body, secrets: secrets.slice(1), now: NOW });
  const given = { headers, body, secrets, now: NOW };

  it("says which secret signed, whatever the case of the headers' names", () => {
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );

    expect(verify(given)).toEqual({ ok: true, keyIndex: 1 });
    expect(verify({ ...given, headers: upper })).toMatchObject({ ok: true });
  });

  it.each([
    ["another body", { body: `${body} ` }],
    ["another secret", { secrets: [generateSecret()] }],
    ["no secret", { secrets: [] }],
    ["an old time", { now: NOW + 301_000 }],
    ["a time to come", { now: NOW - 301_000 }],
    ["no headers", { headers: {} }],
    ["a scheme that proves nothing", { sign: "none" as const }],
  ])("refuses %s", (_, change) => {
    expect(verify({ ...given, ...change })).toMatchObject({ ok: false });
  });

  it("takes the example of the Standard Webhooks document", () => {
    const example = {
      secrets: ["whsec_plJ3nmyCDGBKInavdOK15jsl"],
      body: '{"event_type":"ping","data":{"success":true}}',
      now: 1_731_705_121_000,
      headers: {
        "webhook-id": "msg_loFOjxBNrRLzqYUf",
        "webhook-timestamp": "1731705121",
        "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
      },
    };

    expect(verify(example)).toEqual({ ok: true, keyIndex: 0 });
  });

  it("verifies by a description", () => {
    const description = {
      kind: "hmac",
      algorithm: "sha256",
      signature: [{ header: "x-sig" }],
      encoding: "hex",
      content: ["body"],
    };
    const signature = createHmac("sha256", "k").update(body).digest("hex");

    expect(
      verify({ headers: { "x-sig": signature }, body, secrets: ["k"], sign: description }),
    ).toMatchObject({ ok: true });
  });
});

it("knows events, patterns, secrets and waits", () => {
  expect(knownEvents().map(({ event }) => event)).toContain("run.failed");
  expect(matchesPattern(["run.*"], "run.failed")).toBe(true);
  expect(patternProblem("runs")).toContain("run");
  expect(fingerprint("s")).toMatch(/^fingerprint:[0-9a-f]{12}$/);
  expect(nextRetry(PLAN, 9)).toBeGreaterThanOrEqual(10);
});

describe("a dispatcher", () => {
  function dispatcherTo(url: string, more: Partial<DispatcherOptions> = {}) {
    const results: DispatchResult[] = [];
    const secret = generateSecret();
    const dispatcher = createDispatcher({
      plan: PLAN,
      onResult: (result) => void results.push(result),
      subscriptions: [
        { id: "a", url, secrets: [secret], events: ["agent"] },
        { id: "other", url, secrets: [secret], events: ["run"] },
        { id: "off", url, secrets: [secret], events: ["*"], enabled: false },
      ],
      ...more,
    });
    onTestFinished(() => dispatcher.close());
    return { dispatcher, results, secret };
  }

  it("tells those who want it, and waits for the end where it is asked to", async () => {
    const receiver = await openReceiver();
    const { dispatcher, secret, results } = dispatcherTo(receiver.url);

    const ended = await dispatcher.dispatchSync(PAYLOAD);

    expect(ended).toMatchObject([{ subscription: "a", outcome: "delivered", attempts: 1 }]);
    expect(results).toEqual(ended);
    expect(receiver.got).toHaveLength(1);
    expect(receiver.got[0] && isStandardWebhook(receiver.got[0], secret, Date.now())).toBe(true);
    expect(JSON.parse(receiver.got[0]?.body ?? "")).toEqual(PAYLOAD);
  });

  it("gives ids at once, tries again with the same, and gives up", async () => {
    const receiver = await openReceiver();
    receiver.answer = (_, response) => void response.writeHead(500).end();
    const ended = Promise.withResolvers<DispatchResult>();
    const { dispatcher } = dispatcherTo(receiver.url, { onResult: ended.resolve });

    const [id] = dispatcher.dispatch(PAYLOAD);

    expect(await ended.promise).toMatchObject({ messageId: id, outcome: "failed", attempts: 3 });
    expect(receiver.got.map(({ headers }) => headers["webhook-id"])).toEqual([id, id, id]);
  });

  it("tells a receiver that is gone nothing more", async () => {
    const receiver = await openReceiver();
    receiver.answer = (_, response) => void response.writeHead(410).end();
    const { dispatcher } = dispatcherTo(receiver.url);

    const first = await dispatcher.dispatchSync(PAYLOAD);
    const second = await dispatcher.dispatchSync(PAYLOAD);

    expect(first).toMatchObject([{ outcome: "disabled", attempts: 1 }]);
    expect(second).toEqual([]);
    expect(receiver.got).toHaveLength(1);
  });

  it("takes no more than its bound, and keeps the order where it is asked for", async () => {
    const receiver = await openReceiver();
    const secrets = [generateSecret()];
    const subscriptions = [{ id: "a", url: receiver.url, secrets, events: ["*"], ordered: true }];
    const { dispatcher } = dispatcherTo(receiver.url, { subscriptions, mostQueued: 3 });

    const sent = [1, 2, 3].map((at) =>
      dispatcher.dispatchSync({ ...PAYLOAD, timestamp: String(at) }),
    );
    expect(() => dispatcher.dispatch(PAYLOAD)).toThrow(RangeError);
    await Promise.all(sent);

    const times = receiver.got.map(({ body: text }) => JSON.parse(text) as { timestamp: string });
    expect(times.map(({ timestamp }) => timestamp)).toEqual(["1", "2", "3"]);
    expect(dispatcher.dispatch(PAYLOAD)).toHaveLength(1);
  });

  it("ends its tries where it is closed", async () => {
    const receiver = await openReceiver();
    receiver.answer = () => {};
    const { dispatcher, results } = dispatcherTo(receiver.url);
    dispatcher.dispatch(PAYLOAD);
    await receiver.received(1);

    await dispatcher.close();

    expect(results).toMatchObject([{ outcome: "closed" }]);
    expect(() => dispatcher.dispatch(PAYLOAD)).toThrow("closed");
  });

  it.each([
    [{ id: "A B", url: "http://x" }],
    [{ id: "a", url: "ftp://x" }],
    [{ id: "a", url: "http://x", events: ["rum"] }],
  ])("refuses %j", (subscription) => {
    expect(() => createDispatcher({ subscriptions: [subscription] })).toThrow();
  });
});
