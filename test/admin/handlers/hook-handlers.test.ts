import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { openHarness, SECRET, STARTED_AT, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

describe("hooks", () => {
  it("are shown as they are in force and as they are written", async () => {
    const answer = await harness.get("/hooks/site");

    expect(await answer.json()).toMatchObject({
      id: "site",
      state: "valid",
      path: "/hooks/site",
      history: { deliveries: 3, last_received_at: STARTED_AT },
      entry: { id: "site", secret: "fingerprint:1" },
    });
  });

  it("are added with their new secret in the answer, in force when it comes", async () => {
    const answer = await harness.post("/hooks", { hook: { id: "new" } });

    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      id: "new",
      path: "/hooks/new",
      entry: { id: "new" },
      problems: [],
      secret_field: "secret",
      new_secret: SECRET,
      new_verify_token: null,
    });
    expect(harness.calls).toEqual(["reload"]);
    expect(JSON.stringify(harness.logged)).not.toContain(SECRET);
  });

  it("are changed, switched on and off, removed, and given a new secret", async () => {
    await harness.post("/hooks/site", { fields: { title: "Other", dependency: null } });
    await harness.post("/hooks/site/enable");
    await harness.post("/hooks/site/disable");
    await harness.post("/hooks/site/remove");
    const rotated = await harness.post("/hooks/site/rotate", { keep_seconds: 60 });

    expect(await rotated.json()).toMatchObject({ new_secret: SECRET });
    expect(harness.calls.filter((call) => call !== "reload")).toEqual([
      'change site {"title":"Other","dependency":null}',
      'change site {"enabled":true}',
      'change site {"enabled":false}',
      "remove site",
      "rotate site null 60000",
    ]);
    expect(harness.calls.filter((call) => call === "reload")).toHaveLength(5);
  });

  it("are refused with all that would be wrong, each with its field", async () => {
    const problem = {
      level: "error",
      file: "webhooks.json",
      entry: "site",
      field: "timeout_seconds",
      value: `"${SECRET}"`,
      message: "must be a number",
    } as const;
    const { hookEditor } = harness.deps;
    const wrong = new WakehookError("settings_invalid", "two words", { problems: [problem] });
    const refusing = openHarness({
      hookEditor: { ...hookEditor, change: () => Promise.reject(wrong) },
    });
    onTestFinished(() => refusing.close());

    const answer = await refusing.post("/hooks/site", { fields: { timeout_seconds: SECRET } });

    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      error: "settings_invalid",
      detail: "two words",
      problems: [{ ...problem, value: '"***"' }],
    });
  });

  it.each([
    ["/hooks", {}],
    ["/hooks", { hook: [] }],
    ["/hooks", { hook: { id: "x" }, id: "x" }],
    ["/hooks/site", { fields: null }],
    ["/hooks/site", { title: "x" }],
    ["/hooks/site/rotate", { keep_seconds: -1 }],
    ["/hooks/site/rotate", { keep_seconds: "24h" }],
    ["/hooks/site/rotate", { secret: "" }],
  ])("are left alone by POST %s %j", async (path, body) => {
    expect((await harness.post(path, body)).status).toBe(400);
    expect(harness.calls).toEqual([]);
  });
});

describe("POST /hooks/:id/pair", () => {
  let asked: Array<[string, number]>;
  beforeEach(() => {
    asked = [];
    harness.close();
    harness = openHarness({
      openPairing(hookId, forMs) {
        if (hookId === "paired") throw new WakehookError("refused", "it has a secret already");
        asked.push([hookId, forMs]);
        return 1_760_000_600_000;
      },
    });
  });

  it.each([
    [{}, 600_000],
    [{ for_seconds: 60 }, 60_000],
  ])("opens the window for %j", async (body, forMs) => {
    const answer = await harness.post("/hooks/site/pair", body);

    expect(await answer.json()).toEqual({ hook_id: "site", until: 1_760_000_600_000 });
    expect(asked).toEqual([["site", forMs]]);
  });

  it.each([{ for_seconds: 0 }, { for_seconds: 3601 }, { for_seconds: "60" }, { until: 1 }])(
    "refuses %j",
    async (body) => {
      expect((await harness.post("/hooks/site/pair", body)).status).toBe(400);
      expect(asked).toEqual([]);
    },
  );

  it("says why a hook cannot be paired", async () => {
    const answer = await harness.post("/hooks/paired/pair", {});

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: "refused" });
  });
});
