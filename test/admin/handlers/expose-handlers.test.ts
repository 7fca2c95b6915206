import { expect, it, onTestFinished } from "vitest";
import { EXPOSED, openHarness, STARTED_AT } from "../harness.ts";

const WIRE = {
  program: "cloudflared",
  state: "up",
  since: STARTED_AT,
  url: EXPOSED.url,
  detail: null,
  hint: null,
  version: "2026.1.2",
  pid: 4711,
  ended: 0,
  next_try_at: null,
  base_url: "written",
};

it("tells how the way in from outside does", async () => {
  const harness = openHarness();
  onTestFinished(() => harness.close());

  const answer = await harness.get("/expose");

  expect([answer.status, await answer.json()]).toEqual([200, WIRE]);
});

it("has it tried at once", async () => {
  const harness = openHarness();
  onTestFinished(() => harness.close());

  const answer = await harness.post("/expose/retry");

  expect([answer.status, await answer.json()]).toEqual([200, WIRE]);
  expect(harness.calls).toEqual(["retry expose"]);
});
