import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IDEMPOTENCY_LIMITS } from "../../../src/admin/guard/idempotency.ts";
import { openHarness, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

const add = (key: string, body: object, path = "/api/v1/hooks/site/rotate") =>
  harness.send(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "idempotency-key": key },
  });
const rotations = () => harness.calls.filter((call) => call.startsWith("rotate"));

describe("an Idempotency-Key", () => {
  it("makes a call happen once, and gives its answer again", async () => {
    const [one, two] = await Promise.all([
      add("k", { keep_seconds: 1 }),
      add("k", { keep_seconds: 1 }),
    ]);
    const three = await add("k", { keep_seconds: 1 });

    expect(rotations()).toEqual(["rotate site null 1000"]);
    const words = await one.text();
    expect([await two.text(), await three.text()]).toEqual([words, words]);
    expect([one, two, three].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([
      null,
      "true",
      "true",
    ]);
    expect(three.headers.get("cache-control")).toBe("no-store");
  });

  it("is refused with another body", async () => {
    await add("k", { keep_seconds: 1 });
    const other = await add("k", { keep_seconds: 2 });

    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ error: "idempotency_mismatch" });
    expect(rotations()).toHaveLength(1);
  });

  it("is another one for another route and another caller", async () => {
    await harness.post("/tokens", { name: "ci", scopes: ["hooks:write"] });
    await add("k", { keep_seconds: 1 });
    await harness.send("/api/v1/hooks/site/rotate", {
      method: "POST",
      body: '{"keep_seconds":1}',
      headers: {
        "content-type": "application/json",
        "idempotency-key": "k",
        authorization: "Bearer whk_ci",
      },
    });
    const elsewhere = await add("k", { hook: { id: "new" } }, "/api/v1/hooks");

    expect(rotations()).toHaveLength(2);
    expect(elsewhere.status).toBe(201);
  });

  it("may be used again after a refusal, and after a day", async () => {
    expect((await add("k", { keep_seconds: "x" })).status).toBe(400);
    expect((await add("k", { keep_seconds: 1 })).status).toBe(200);
    expect((await add("k", { keep_seconds: 2 })).status).toBe(422);

    harness.clock.advance(IDEMPOTENCY_LIMITS.keepMs);

    expect((await add("k", { keep_seconds: 2 })).status).toBe(200);
    expect(rotations()).toHaveLength(2);
  });

  it.each(["", "a b", "x".repeat(256)])("cannot be %j", async (key) => {
    expect((await add(key, { keep_seconds: 1 })).status).toBe(400);
    expect(rotations()).toEqual([]);
  });

  it("is nothing to a route that may be asked twice", async () => {
    const headers = { "idempotency-key": "k" };
    await harness.send("/api/v1/reload", { method: "POST", headers });
    await harness.send("/api/v1/reload", { method: "POST", headers });

    expect(harness.calls).toEqual(["reload", "reload"]);
  });
});
