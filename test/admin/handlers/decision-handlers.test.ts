import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { delivery, deliveryId, openHarness, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

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

  it("hands an edited body on, as its sender could have sent it", async () => {
    harness.ledger.allDeliveries.push(delivery(1));
    harness.ledger.contents.set(deliveryId(1), { headers: [], body: Buffer.from("{}") });
    const replay = (body: string) =>
      harness.post(`/deliveries/${deliveryId(1)}/replay`, {
        body_base64: Buffer.from(body).toString("base64"),
      });

    expect((await replay('{"edited":true}')).status).toBe(202);
    expect(harness.calls).toEqual([`replay ${deliveryId(1)} {"edited":true}`]);
    for (const wrong of ["{", "[1]", ""]) {
      const answer = await replay(wrong);
      expect(answer.status, wrong).toBe(400);
      expect(await answer.json()).toMatchObject({ error: "usage" });
    }
    const noBase64 = { body_base64: "%%%" };
    expect((await harness.post(`/deliveries/${deliveryId(1)}/replay`, noBase64)).status).toBe(400);
    expect(harness.calls).toHaveLength(1);
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

describe("POST /deliveries/:id/approve", () => {
  it.each([
    [undefined, null],
    [{ permission: "read_only" }, "read_only"],
    [{ permission: "full" }, "full"],
  ])("of %j approves with the permission %j", async (body, permission) => {
    harness.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:approval" }));

    const answer = await harness.post(`/deliveries/${deliveryId(1)}/approve`, body);

    expect(await answer.json()).toMatchObject({ approved: true, permission });
    expect(harness.calls).toEqual([`approve ${deliveryId(1)} ${permission}`]);
  });

  it.each([{ permission: "root" }, { permission: 1 }, { rights: "full" }])(
    "refuses %j and approves nothing",
    async (body) => {
      harness.ledger.allDeliveries.push(delivery(1, { state: "held", status: "held:approval" }));

      const answer = await harness.post(`/deliveries/${deliveryId(1)}/approve`, body);

      expect(answer.status).toBe(400);
      expect(harness.calls).toEqual([]);
    },
  );

  it("answers 404 where there is none", async () => {
    expect((await harness.post(`/deliveries/${deliveryId(7)}/approve`)).status).toBe(404);
  });
});

describe("POST /deliveries/release", () => {
  it.each([
    [undefined, "release all undefined"],
    [{ status: "held:budget" }, "release all held:budget"],
  ])("of %j says how many went", async (body, call) => {
    const answer = await harness.post("/deliveries/release", body);

    expect(await answer.json()).toEqual({ released: 1 });
    expect(harness.calls).toEqual([call]);
  });

  it.each(["held:approval", "success", "held:*"])("takes no status %s", async (status) => {
    const answer = await harness.post("/deliveries/release", { status });

    expect(answer.status).toBe(400);
    expect(harness.calls).toEqual([]);
  });
});
