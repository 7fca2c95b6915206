import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hook } from "../../../src/core/settings/hook.ts";
import { loadedHook, openHarness, snapshot, STARTED_AT, type Harness } from "../harness.ts";

const withBudget = (id: string, budget: Record<string, number>) =>
  loadedHook(id, { hook: Hook.parse({ id, title: `The ${id}`, mode: "wake", budget }) });

let harness: Harness;
beforeEach(() => {
  const hooks = [
    withBudget("site", { runs_per_day: 20, usd_per_day: 2 }),
    withBudget("counted", { runs_per_hour: 3 }),
    loadedHook("free"),
    loadedHook("broken", { state: "invalid", hook: null }),
  ];
  harness = openHarness({ settings: () => snapshot(hooks) });
});
afterEach(() => harness.close());

describe("pauses", () => {
  it.each([
    [{ kind: "all" }, { kind: "all", name: "all", until: null }],
    [
      { kind: "hook", name: "site", for_seconds: 7200 },
      { kind: "hook", name: "site", until: STARTED_AT + 7_200_000 },
    ],
    [
      { kind: "provider", name: "claude" },
      { kind: "provider", name: "claude" },
    ],
  ])("are made of %j, and listed with their explanation", async (body, pause) => {
    const made = await harness.post("/pauses", body);

    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject(pause);
    expect(await (await harness.get("/pauses")).json()).toMatchObject({
      pauses: [{ ...pause, explanation: expect.stringContaining("wakehook resume") }],
    });
    expect(await (await harness.get("/status")).json()).toMatchObject({ pauses: [pause] });
  });

  it.each([
    [{}, 400],
    [{ kind: "entity", name: "site x" }, 400],
    [{ kind: "hook" }, 400],
    [{ kind: "hook", name: 7 }, 400],
    [{ kind: "hook", name: "gone" }, 404],
    [{ kind: "provider", name: "eliza" }, 404],
    [{ kind: "all", name: "site" }, 400],
    [{ kind: "all", for_seconds: 0 }, 400],
    [{ kind: "all", for_seconds: "2h" }, 400],
    [{ kind: "all", for_seconds: 1e12 }, 400],
    [{ kind: "all", until: 5 }, 400],
  ])("are not made of %j", async (body, status) => {
    expect((await harness.post("/pauses", body)).status).toBe(status);
    expect(harness.pauses).toEqual([]);
  });

  it("are ended by kind and name, a blown fuse too", async () => {
    const body = { kind: "entity", name: "site octo/site#1" };

    expect((await harness.post("/pauses/end", body)).status).toBe(200);
    expect(harness.calls).toEqual(["resume entity site octo/site#1"]);
    for (const wrong of [{}, { kind: "door", name: "x" }, { kind: "hook" }])
      expect((await harness.post("/pauses/end", wrong)).status).toBe(400);
    expect(harness.calls).toHaveLength(1);
  });
});

describe("GET /providers", () => {
  it("says of each whether it is paused, why, since when and until when", async () => {
    await harness.post("/pauses", { kind: "provider", name: "codex", for_seconds: 60 });

    const { providers } = (await (await harness.get("/providers")).json()) as {
      providers: Array<{ name: string }>;
    };

    expect(providers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["claude", "codex", "gemini", "opencode"]),
    );
    expect(providers.find(({ name }) => name === "claude")).toMatchObject({
      paused: false,
      pause: null,
    });
    expect(providers.find(({ name }) => name === "codex")).toMatchObject({
      paused: true,
      pause: { cause: "owner", since: STARTED_AT, until: STARTED_AT + 60_000 },
    });
  });
});

describe("a budget", () => {
  it("is shown with what is spent of it and what was added", async () => {
    harness.ledger.spendingSince = () => ({ runs: 20, firstAt: STARTED_AT, usd: 0.5 });

    expect(await (await harness.get("/hooks/site/budget")).json()).toMatchObject({
      hook_id: "site",
      limits: { runs_per_hour: null, runs_per_day: 20, usd_per_day: 2 },
      runs_today: 20,
      usd_today: 0.5,
      allowance: { runs: 0, usd: 0 },
      reached: "runs_per_day",
    });
  });

  it.each([
    [undefined, "raise site 20 2"],
    [{ runs: 5 }, "raise site 5 0"],
    [{ usd: 0.5 }, "raise site 0 0.5"],
  ])("is raised by %j", async (body, call) => {
    const answer = await harness.post("/hooks/site/budget", body);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ hook_id: "site", day: "2026-11-21" });
    expect(harness.calls).toEqual([call]);
  });

  it.each([
    ["site", { runs: 1.5 }, 400],
    ["site", { runs: -1 }, 400],
    ["site", { usd: "2" }, 400],
    ["site", { usd: 1e9 }, 400],
    ["site", { eur: 2 }, 400],
    ["counted", { usd: 2 }, 409],
    ["free", { runs: 2 }, 409],
    ["broken", { runs: 2 }, 409],
    ["gone", { runs: 2 }, 404],
  ])("of %s is not raised by %j", async (hook, body, status) => {
    expect((await harness.post(`/hooks/${hook}/budget`, body)).status).toBe(status);
    expect(harness.calls).toEqual([]);
  });
});
