import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliveryId, openHarness, run, runId, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
  harness.ledger.allRuns.push(run(1), run(2, { state: "done", status: "success", costUsd: 0.5 }));
});
afterEach(() => harness.close());

describe("runs", () => {
  it("hands every filter to the ledger", async () => {
    const query = `hook_id=site&delivery_id=${deliveryId(1)}&state=done&status=error:*&before=${runId(9)}&limit=3`;

    await harness.get(`/runs?${query}`);

    expect(harness.ledger.asked).toEqual([
      {
        hookId: "site",
        deliveryId: deliveryId(1),
        state: "done",
        status: "error:*",
        before: runId(9),
        limit: 3,
      },
    ]);
  });

  it("gives a page of runs", async () => {
    expect(await (await harness.get("/runs")).json()).toMatchObject({
      runs: [{ id: runId(1) }, { id: runId(2), cost_usd: 0.5 }],
      next_before: null,
    });
  });

  it("shows one run", async () => {
    const shown = await (await harness.get(`/runs/${runId(2)}`)).json();

    expect(shown).toMatchObject({ id: runId(2), status: "success", denied_tools: [] });
  });

  it.each([
    ["GET", `/runs/${runId(7)}`],
    ["GET", "/runs/run_1"],
    ["GET", `/runs/${deliveryId(1)}`],
    ["POST", `/runs/${runId(7)}/stop`],
  ])("answers %s %s with 404", async (method, target) => {
    const answer = await harness.send(`/api/v1${target}`, { method });

    expect(answer.status).toBe(404);
  });

  it("stops a running run", async () => {
    const answer = await harness.post(`/runs/${runId(1)}/stop`);

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ stopping: true, run_id: runId(1) });
    expect(harness.calls).toEqual([`stop ${runId(1)}`]);
  });

  it("refuses to stop what has ended", async () => {
    const answer = await harness.post(`/runs/${runId(2)}/stop`);

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      error: "refused",
      message: expect.stringContaining("success"),
    });
    expect(harness.calls).toEqual([]);
  });
});
