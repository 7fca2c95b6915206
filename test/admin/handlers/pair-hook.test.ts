import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { openHarness, type Harness } from "../harness.ts";

let harness: Harness;
let asked: Array<[string, number]>;
beforeEach(() => {
  asked = [];
  harness = openHarness({
    openPairing(hookId, forMs) {
      if (hookId === "paired") throw new WakehookError("refused", "it has a secret already");
      asked.push([hookId, forMs]);
      return 1_760_000_600_000;
    },
  });
});
afterEach(() => harness.close());

describe("POST /hooks/:id/pair", () => {
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
