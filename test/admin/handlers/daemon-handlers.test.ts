import { FEATURES } from "../../../src/core/settings/features.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { snakeKeys } from "../../../src/core/wire/wire-keys.ts";
import {
  EXPOSED,
  loadedHook,
  openHarness,
  SECRET,
  snapshot,
  STARTED_AT,
  type Harness,
} from "../harness.ts";
import { readBlocks } from "../sse.ts";

const invalid = loadedHook("broken", {
  state: "invalid",
  hook: null,
  problems: [{ level: "error", file: "webhooks.json", entry: "broken", message: "no mode" }],
});

let harness: Harness;
beforeEach(() => {
  harness = openHarness({ settings: () => snapshot([loadedHook("site"), invalid]) });
});
afterEach(() => harness.close());

describe("GET /status", () => {
  it("says how the daemon is", async () => {
    const status = await (await harness.get("/status")).json();

    expect(status).toEqual({
      version: "0.1.0",
      state: "running",
      started_at: STARTED_AT,
      now: STARTED_AT,
      addresses: { admin: { host: "127.0.0.1", port: 8743 }, hooks: null },
      counts: { running: 1, queued: 2, held: 3 },
      pauses: [],
      hooks: { total: 2, valid: 1, stale: 0, invalid: 1, disabled: 0 },
      public_base_url: null,
      expose: snakeKeys(EXPOSED),
      features: Object.fromEntries(Object.keys(FEATURES).map((name) => [name, false])),
      safe_mode: false,
      problems: [{ level: "error", file: "webhooks.json", entry: "broken", message: "no mode" }],
    });
  });

  it("says that it is stopping", async () => {
    harness.admin.close();

    expect(await (await harness.get("/status")).json()).toMatchObject({ state: "stopping" });
  });
});

describe("GET /hooks", () => {
  it("shows every hook, also one that was never valid, and no secret", async () => {
    const text = await (await harness.get("/hooks")).text();

    expect(JSON.parse(text)).toMatchObject({
      hooks: [
        { id: "site", state: "valid", path: "/hooks/site", history: { deliveries: 3 } },
        { id: "broken", state: "invalid", title: null, problems: [{ message: "no mode" }] },
      ],
    });
    expect(text).not.toContain(SECRET);
  });
});

describe("POST /reload", () => {
  it("answers when the files have been read", async () => {
    const answer = await harness.post("/reload");

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ hooks: expect.any(Number) as number });
    expect(harness.calls).toEqual(["reload"]);
  });
});

describe("POST /stop", () => {
  it("asks for the stop and answers first", async () => {
    const answer = await harness.post("/stop");

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ stopping: true });
    expect(harness.calls).toEqual(["stop daemon"]);
  });

  it.each([
    ["{}", "application/json", 202],
    ["{}", "application/json; charset=utf-8", 202],
    ["{}", "text/plain", 415],
    ["", "text/plain", 415],
    ['{"now":true}', "application/json", 400],
    ["[]", "application/json", 400],
    ["{", "application/json", 400],
    [`{"a":"${"x".repeat(2000)}"}`, "application/json", 413],
  ])("answers the body %j as %s with %i", async (body, type, status) => {
    const answer = await harness.send("/api/v1/stop", {
      method: "POST",
      body,
      headers: { "content-type": type },
    });

    expect(answer.status).toBe(status);
    expect(harness.calls).toEqual(status === 202 ? ["stop daemon"] : []);
  });
});

describe("GET /config and /sources", () => {
  it("show settings as they are written, and every sender", async () => {
    const { config } = (await (await harness.get("/config")).json()) as { config: object };
    const { sources } = (await (await harness.get("/sources")).json()) as { sources: object[] };

    expect(config).toMatchObject({ webhooks: { port: 8742 }, admin: { port: 8743 } });
    expect(JSON.stringify(config)).not.toMatch(/[a-z][A-Z][a-z]+":/);
    expect(sources).toContainEqual(
      expect.objectContaining({ name: "stripe", secret_from: "sender" }),
    );
  });
});

describe("GET /events", () => {
  it("streams events that no proxy or cache may hold", async () => {
    const answer = await harness.get("/events?types=settings");
    const reader = readBlocks(answer.body);
    harness.events.emit({ type: "settings", at: 1, hooks: 2, problems: 0 });
    harness.admin.close();

    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await reader.rest()).map(({ event }) => event)).toEqual([null, "settings", "shutdown"]);
  });

  it("refuses watchers once the daemon stops", async () => {
    harness.admin.close();

    const answer = await harness.get("/events");

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: "shutting_down" });
  });

  it("refuses the watcher that is one too many", async () => {
    const open = [];
    for (let count = 0; count < 32; count += 1) open.push(await harness.get("/events"));

    const answer = await harness.get("/events");

    expect(open.every(({ status }) => status === 200)).toBe(true);
    expect(answer.status).toBe(503);
  });
});
