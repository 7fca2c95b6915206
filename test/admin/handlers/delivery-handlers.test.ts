import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { delivery, deliveryId, openHarness, run, SECRET, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

describe("GET /deliveries", () => {
  it("hands every filter to the ledger", async () => {
    await harness.get(
      `/deliveries?hook_id=site&state=held&status=held:*&event=push&entity=e&before=${deliveryId(9)}&limit=7&tasks=1`,
    );

    expect(harness.ledger.asked).toEqual([
      {
        hookId: "site",
        state: "held",
        status: "held:*",
        event: "push",
        entity: "e",
        before: deliveryId(9),
        limit: 7,
        tasks: true,
      },
    ]);
  });

  it("says of each why it waits", async () => {
    harness.ledger.allDeliveries.push(
      delivery(3, { state: "held", status: "held:disabled" }),
      delivery(2, { state: "done", status: "success", attempts: 1 }),
    );

    expect(await (await harness.get("/deliveries")).json()).toMatchObject({
      deliveries: [
        { explanation: "its hook is switched off; it goes on with: wakehook hook enable site" },
        { explanation: null },
      ],
    });
  });

  it("gives a page and the way to the next one, until there is none", async () => {
    harness.ledger.allDeliveries.push(delivery(3), delivery(2));

    const full = await (await harness.get("/deliveries?limit=2")).json();
    const last = await (await harness.get("/deliveries")).json();

    expect(full).toMatchObject({
      deliveries: [{ id: deliveryId(3), hook_id: "site" }, { id: deliveryId(2) }],
      next_before: deliveryId(2),
    });
    expect(last).toMatchObject({ next_before: null });
  });

  it("refuses an unknown filter by its name", async () => {
    const answer = await harness.get("/deliveries?hook=site");

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: "usage",
      message: expect.stringContaining('"hook"'),
    });
  });
});

describe("GET /deliveries/:id", () => {
  beforeEach(() => {
    harness.ledger.allDeliveries.push(delivery(1, { reason: `was ${SECRET}` }));
    harness.ledger.allRuns.push(run(1), run(2, { deliveryId: deliveryId(2) }));
    harness.ledger.contents.set(deliveryId(1), {
      headers: [["x-github-event", "issues"]],
      body: Buffer.from([0, 255, 10]),
    });
  });

  it("shows admission, runs and reports of one delivery, secrets masked", async () => {
    const shown = await (await harness.get(`/deliveries/${deliveryId(1)}`)).json();

    expect(shown).toMatchObject({ id: deliveryId(1), state: "queued", reason: "was ***" });
    expect(shown).toMatchObject({ runs: [{ delivery_id: deliveryId(1) }], reports: [] });
    expect(shown).not.toHaveProperty("body_base64");
  });

  it("adds what was received, byte for byte, where that is asked for", async () => {
    const shown = await (await harness.get(`/deliveries/${deliveryId(1)}?content=1`)).json();

    expect(shown).toMatchObject({ headers: [["x-github-event", "issues"]], body_base64: "AP8K" });
  });

  it("says so where the content is damaged", async () => {
    harness.ledger.content = () => {
      throw new WakehookError("ledger_damaged", "the body does not have its digest");
    };

    const answer = await harness.get(`/deliveries/${deliveryId(1)}?content=1`);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: "ledger_damaged" });
  });

  it.each([deliveryId(7), "dlv_1", "..%2fx", "%00", "a".repeat(3000)])(
    "answers 404 to the id %s",
    async (id) => {
      const answer = await harness.get(`/deliveries/${id}`);

      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: "not_found" });
    },
  );
});

describe("GET /deliveries/:id/preview", () => {
  const preview = async () => harness.get(`/deliveries/${deliveryId(1)}/preview`);

  it("shows what would run: the prompt, by what, where, with which rights, and what it cost last", async () => {
    harness.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:approval" }));
    harness.ledger.contents.set(deliveryId(1), { headers: [], body: Buffer.from('{"n":1}') });
    harness.ledger.lastCostUsd = () => 0.25;
    harness.clock.advance(61_000);

    const shown = (await (await preview()).json()) as { prompt: string };

    expect(shown).toMatchObject({
      delivery_id: deliveryId(1),
      hook_id: "site",
      mode: "cron_task",
      agent: "claude",
      permission: "read_only",
      trust: null,
      folder: "/tmp/site",
      worktree: false,
      age_ms: 60_999,
      last_cost_usd: 0.25,
      missing: [],
      problem: null,
    });
    expect(shown.prompt).toContain("Look.");
    expect(shown.prompt).toContain("<outside-0000000000000000>");
    expect(shown.prompt).toContain("wakehook-run: (a line of its own for each run)");
  });

  it("says why there is no prompt where retention has emptied the body", async () => {
    harness.ledger.allDeliveries.push(delivery(1));

    expect(await (await preview()).json()).toMatchObject({
      prompt: null,
      problem: "the body was emptied by retention",
    });
  });

  it("masks secrets that stand in the payload", async () => {
    harness.ledger.allDeliveries.push(delivery(1));
    const body = Buffer.from(JSON.stringify({ words: SECRET }));
    harness.ledger.contents.set(deliveryId(1), { headers: [], body });

    expect(await (await preview()).text()).not.toContain(SECRET);
  });
});
