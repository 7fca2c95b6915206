import { describe, expect, it } from "vitest";
import type { HandshakeRule } from "../../src/core/events/source.ts";
import { findHandshake } from "../../src/ingress/handshake.ts";
import { errorOf, githubHeaders, makeWorld, send } from "./world.ts";

describe("GitHub's ping", () => {
  it("is answered after the signature, without a delivery", async () => {
    const world = makeWorld();
    const headers = githubHeaders({ zen: "z" }, { event: "ping" });

    const answer = await send(world, "/hooks/site", { headers, body: { zen: "z" } });

    expect(answer.status).toBe(200);
    expect(world.accepted).toEqual([]);
    expect(world.events).toMatchObject([{ type: "handshake", hookId: "site", name: "ping" }]);
  });

  it("is refused with a wrong signature", async () => {
    const headers = githubHeaders({}, { event: "ping", secret: "other" });

    expect(await errorOf(await send(makeWorld(), "/hooks/site", { headers }))).toEqual([
      401,
      "unauthorized",
    ]);
  });
});

describe("rows of other senders", () => {
  const asked = (
    method: string,
    url: string,
    payload?: unknown,
    headers: Array<[string, string]> = [],
  ) => ({ payload, signed: { method, url, headers, body: new Uint8Array() } });

  const slack: HandshakeRule = {
    name: "url_verification",
    method: "POST",
    authenticated: true,
    when: [{ value: { json: "type" }, equals: "url_verification" }],
    status: 200,
    body: { echo: { json: "challenge" }, as: "text" },
  };
  const meta: HandshakeRule = {
    name: "subscribe",
    method: "GET",
    authenticated: false,
    when: [
      { value: { query: "hub.mode" }, equals: "subscribe" },
      { value: { query: "hub.challenge" }, present: true },
    ],
    status: 200,
    body: { echo: { query: "hub.challenge" }, as: "text" },
  };
  const grid: HandshakeRule = {
    name: "validation",
    method: "POST",
    authenticated: false,
    when: [{ value: { json: "0.n" }, equals: 1 }],
    status: 200,
    body: { echo: { json: "0.code" }, as: "json", key: "validationResponse" },
  };
  const fixed: HandshakeRule = {
    name: "ping",
    method: "POST",
    authenticated: true,
    when: [{ value: { json: "type" }, equals: 1 }],
    status: 200,
    body: { json: { type: 1 } },
  };

  it.each([
    ["Slack", slack, asked("POST", "/", { type: "url_verification", challenge: "c" }), "c"],
    ["Meta", meta, asked("GET", "/h?hub.mode=subscribe&hub.challenge=a%20b"), "a b"],
    ["Event Grid", grid, asked("POST", "/", [{ n: 1, code: "x" }]), '{"validationResponse":"x"}'],
    ["Discord", fixed, asked("POST", "/", { type: 1 }), '{"type":1}'],
  ])("answers %s", (_, rule, request, text) => {
    expect(findHandshake([rule], request)?.body?.text).toBe(text);
  });

  it.each([
    ["another value", slack, asked("POST", "/", { type: "event", challenge: "c" })],
    ["a text where a number is meant", fixed, asked("POST", "/", { type: "1" })],
    ["another method", meta, asked("POST", "/h?hub.mode=subscribe&hub.challenge=1")],
    ["nothing to echo", meta, asked("GET", "/h?hub.mode=subscribe")],
    [
      "a repeated value",
      meta,
      asked("GET", "/h?hub.mode=subscribe&hub.challenge=1&hub.challenge=2"),
    ],
    ["an object to echo", slack, asked("POST", "/", { type: "url_verification", challenge: {} })],
    [
      "a value too long to reflect",
      slack,
      asked("POST", "/", { type: "url_verification", challenge: "x".repeat(1001) }),
    ],
  ])("takes %s for no question", (_, rule, request) => {
    expect(findHandshake([rule], request)).toBeNull();
  });
});
