import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WakehookError } from "../../src/core/errors.ts";
import { delivery, deliveryId, openHarness, run, SECRET, type Harness } from "./harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

describe("GET /deliveries", () => {
  it("hands every filter to the ledger", async () => {
    await harness.get(
      `/deliveries?hook_id=site&state=held&status=held:*&event=push&entity=e&before=${deliveryId(9)}&limit=7`,
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
      },
    ]);
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

describe("POST /deliveries/:id/replay", () => {
  it("makes a new delivery and names it", async () => {
    harness.ledger.allDeliveries.push(delivery(1, { state: "done", status: "error:timeout" }));
    harness.ledger.contents.set(deliveryId(1), { headers: [], body: Buffer.from("{}") });

    const answer = await harness.post(`/deliveries/${deliveryId(1)}/replay`);

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      accepted: true,
      delivery_id: deliveryId(99),
      replay_of: deliveryId(1),
    });
    expect(harness.calls).toEqual([`replay ${deliveryId(1)}`]);
  });

  it("refuses where retention has emptied the content", async () => {
    harness.ledger.allDeliveries.push(delivery(1));
    harness.ledger.contents.set(deliveryId(1), { headers: [], body: null });

    const answer = await harness.post(`/deliveries/${deliveryId(1)}/replay`);

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: "refused" });
    expect(harness.calls).toEqual([]);
  });

  it("answers 404 where there is none", async () => {
    expect((await harness.post(`/deliveries/${deliveryId(1)}/replay`)).status).toBe(404);
  });
});

describe("POST /deliveries/:id/discard", () => {
  it.each([
    ["queued", 200],
    ["held", 200],
    ["running", 409],
    ["done", 409],
  ] as const)("answers a %s one with %i", async (state, status) => {
    harness.ledger.allDeliveries.push(delivery(1, { state }));

    const answer = await harness.post(`/deliveries/${deliveryId(1)}/discard`);

    expect(answer.status).toBe(status);
    expect(harness.calls).toEqual(status === 200 ? [`discard ${deliveryId(1)}`] : []);
  });
});

describe("POST /deliveries/:id/release", () => {
  it.each([
    ["queued", 409],
    ["held", 200],
    ["running", 409],
    ["done", 409],
  ] as const)("answers a %s one with %i", async (state, status) => {
    harness.ledger.allDeliveries.push(delivery(1, { state }));

    const answer = await harness.post(`/deliveries/${deliveryId(1)}/release`);

    expect(answer.status).toBe(status);
    expect(harness.calls).toEqual(status === 200 ? [`release ${deliveryId(1)}`] : []);
  });
});
