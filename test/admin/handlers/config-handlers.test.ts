import { expect, it, onTestFinished } from "vitest";
import { openHarness, type Harness } from "../harness.ts";

function opened(): Harness {
  const harness = openHarness();
  onTestFinished(() => harness.close());
  return harness;
}

it("changes settings, and answers when they are in force", async () => {
  const harness = opened();
  const change = { fields: { "features.agents": true }, add: { task_roots: ["/srv/site"] } };

  const answer = await harness.post("/config", change);

  expect(await answer.json()).toEqual({ changed: ["features.agents"], problems: [] });
  expect(harness.calls).toEqual([`config ${JSON.stringify(change)}`, "reload"]);
});

it("takes no list that is none, and logs no value", async () => {
  const harness = opened();

  expect((await harness.post("/config", { add: { task_roots: "/srv" } })).status).toBe(400);
  expect(harness.calls).toEqual([]);
  await harness.post("/config", { fields: { "webhooks.token": "hush" } });
  expect(JSON.stringify(harness.logged)).not.toContain("hush");
});

it("is for admin.token alone: no other token lifts what keeps agents from running", async () => {
  const harness = opened();
  await harness.post("/tokens", { name: "ci", scopes: ["hooks:write", "daemon:write"] });

  const answer = await harness.send("/api/v1/config", {
    method: "POST",
    headers: { "x-api-key": "whk_ci", "content-type": "application/json" },
    body: JSON.stringify({ fields: { "features.agents": true } }),
  });

  expect(answer.status).toBe(403);
  expect(harness.calls).toEqual([]);
});
