import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadedSubscription, SECRET } from "../../report/subscriptions/subscribed.ts";
import { memoryLedger, openHarness, snapshot, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  const ok = loadedSubscription({ url: "https://example.com", id: "ok" });
  const gone = loadedSubscription({ url: "https://example.com", id: "gone" });
  const state = { sink: "subscription:gone", failingSince: 1, stoppedAt: 2, reason: "HTTP 410" };
  harness = openHarness({
    settings: () => ({ ...snapshot([]), subscriptions: [ok, gone] }),
    ledger: {
      ...memoryLedger(),
      outboxWaiting: () => [{ sink: "subscription:gone", waiting: 4 }],
      sinkStates: () => [state],
    },
  });
});
afterEach(() => harness.close());

describe("GET /subscriptions", () => {
  it("says how each does, and shows no secret", async () => {
    const text = await (await harness.get("/subscriptions")).text();

    expect(text).not.toContain(SECRET);
    expect(JSON.parse(text)).toMatchObject({
      subscriptions: [
        { id: "ok", health: "well", waiting: 0 },
        { id: "gone", health: "disabled", waiting: 4, problem: "HTTP 410" },
      ],
    });
  });
});

describe("POST /subscriptions/:id", () => {
  it("sends an example", async () => {
    const answer = await harness.post("/subscriptions/ok/test", { event: "run.failed" });
    await harness.post("/subscriptions/ok/test");

    expect(await answer.json()).toMatchObject({ ok: true, http_status: 200, message_id: "msg_1" });
    expect(harness.calls).toEqual(["test ok run.failed", "test ok run.succeeded"]);
  });

  it.each([{ event: "run" }, { event: 1 }, { events: "run.failed" }])(
    "refuses %j",
    async (body) => {
      expect((await harness.post("/subscriptions/ok/test", body)).status).toBe(400);
    },
  );

  it("sends to one again", async () => {
    expect(await (await harness.post("/subscriptions/gone/enable")).json()).toMatchObject({
      was_disabled: true,
    });
    expect(harness.calls).toEqual(["enable gone"]);
  });
});
