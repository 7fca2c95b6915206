import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptAnswer, OncePort } from "../../../src/core/ports/once-port.ts";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { KEEP_MS, memoryOnce } from "../memory-once.ts";
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

    harness.clock.advance(KEEP_MS);

    expect((await add("k", { keep_seconds: 2 })).status).toBe(200);
    expect(rotations()).toHaveLength(2);
  });

  it("is of one token, not of the next one with its name", async () => {
    const rotate = async () => {
      await harness.post("/tokens", { name: "ci", scopes: ["hooks:write"] });
      const answer = await harness.send("/api/v1/hooks/site/rotate", {
        method: "POST",
        body: "{}",
        headers: {
          "content-type": "application/json",
          "idempotency-key": "k",
          authorization: "Bearer whk_ci",
        },
      });
      await harness.post("/tokens/ci/revoke");
      return answer.headers.get("idempotent-replayed");
    };

    expect([await rotate(), await rotate()]).toEqual([null, null]);
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

describe("a call whose end nobody knows", () => {
  const digestOf = (text: string) => createHash("sha256").update(text).digest();
  const call = {
    key: digestOf("owner  rotateHook /api/v1/hooks/site/rotate\nk"),
    body: digestOf('{"keep_seconds":1}'),
  };

  it("is refused, and not done again: a daemon began it and died", async () => {
    harness.deps.once.begin(call);

    const answer = await add("k", { keep_seconds: 1 });

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: "idempotency_unknown" });
    expect((await add("k", { keep_seconds: 2 })).status).toBe(422);
    expect(rotations()).toEqual([]);
    expect((await add("another", { keep_seconds: 1 })).status).toBe(200);
  });

  it("is not even begun where the beginning cannot be written down", async () => {
    harness.close();
    const full = new WakehookError("storage_unavailable", "the disk is full");
    harness = openHarness({ once: failing({ begin: full }) });

    expect((await add("k", {})).status).toBe(503);
    expect(rotations()).toEqual([]);
  });

  it("is answered where only its end cannot be written down", async () => {
    harness.close();
    const full = new WakehookError("storage_unavailable", "the disk is full");
    harness = openHarness({ once: failing({ end: full, forget: full }) });

    expect((await add("k", {})).status).toBe(200);
    expect((await add("wrong", { keep_seconds: "x" })).status).toBe(400);
    const again = [await add("k", {}), await add("wrong", { keep_seconds: "x" })];
    expect(again.map(({ status }) => status)).toEqual([409, 409]);
    expect(harness.logged.map(({ message }) => message)).toContain(
      "how a call with an Idempotency-Key ended was not written down",
    );
  });
});

/** Keeps calls, but for what throws. */
function failing(faults: Partial<Record<keyof OncePort<KeptAnswer>, Error>>): OncePort<KeptAnswer> {
  const real = memoryOnce({ now: () => 0 });
  const check = (name: keyof OncePort<KeptAnswer>): void => {
    const fault = faults[name];
    if (fault !== undefined) throw fault;
  };
  return {
    begin(call) {
      check("begin");
      return real.begin(call);
    },
    end(key, answer) {
      check("end");
      real.end(key, answer);
    },
    forget(key) {
      check("forget");
      real.forget(key);
    },
  };
}
