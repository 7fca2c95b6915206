import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BASE, openHarness, TOKEN, type Harness } from "./harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

const ask = (target: string, headers: Record<string, string> = {}, method = "GET") =>
  harness.admin.fetch(new Request(BASE + target, { method, headers }), {
    remoteAddress: "10.0.0.9",
  });

describe("admin", () => {
  it("refuses in the order host, origin, token, route", async () => {
    const all = { host: "evil.example", origin: "https://evil.example", authorization: "Bearer x" };
    const { origin, authorization } = all;
    const codes: unknown[] = [];

    for (const headers of [all, { origin, authorization }, { authorization }])
      codes.push(await (await ask("/api/v1/nothing", headers)).json());

    expect(codes).toEqual([
      expect.objectContaining({ error: "host_not_allowed" }),
      expect.objectContaining({ error: "origin_not_allowed" }),
      expect.objectContaining({ error: "unauthorized" }),
    ]);
    expect((await ask("/api/v1/nothing", { "x-api-key": TOKEN })).status).toBe(404);
  });

  it("answers /health without a token, and only to our own names", async () => {
    const answer = await ask("/health");

    expect(await answer.json()).toEqual({ status: "ok" });
    expect((await ask("/health", { host: "evil.example" })).status).toBe(403);
  });

  it.each([
    ["/health", 200],
    ["/api/v1/status", 401],
    ["/nothing", 401],
  ])("sends the headers that keep pages out with %s", async (target, status) => {
    const answer = await ask(target);

    expect(answer.status).toBe(status);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual(
      [],
    );
  });

  it("asks for a bearer token with its 401", async () => {
    const answer = await ask("/api/v1/status");

    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.json()).toMatchObject({ error: "unauthorized", hint: expect.any(String) });
  });

  it("logs the first refusal and counts those that follow at once", async () => {
    for (let tries = 0; tries < 50; tries += 1) await ask("/api/v1/status");
    harness.clock.advance(10_000);
    await ask("/api/v1/runs");

    expect(harness.logged.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ code: "unauthorized", remoteAddress: "10.0.0.9", unlogged: 0 }),
      expect.objectContaining({ path: "/api/v1/runs", unlogged: 49 }),
    ]);
    expect(JSON.stringify(harness.logged)).not.toContain(TOKEN);
  });

  it.each(["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "POST"])(
    "answers 405 to %s where only GET is taken",
    async (method) => {
      const answer = await ask("/api/v1/events", { "x-api-key": TOKEN }, method);

      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe("GET");
    },
  );
});
