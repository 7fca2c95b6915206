import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Dashboard, DashboardNeeds } from "../../../src/core/ports/dashboard-port.ts";
import { BASE, openHarness, type Harness } from "../harness.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

describe("the dashboard", () => {
  const given: DashboardNeeds[] = [];
  const dashboard: Dashboard = {
    fetch: (request) => Promise.resolve(new Response(`page ${new URL(request.url).pathname}`)),
    issueLink: () => ({ path: "/login?code=once", expiresAt: 7 }),
    close: () => {},
  };
  const openDashboard = (needs: DashboardNeeds) => {
    given.push(needs);
    return dashboard;
  };

  it("is linked for the owner, by the name that they used", async () => {
    const own = openHarness({ openDashboard });
    const answer = await own.post("/dashboard/link");

    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ url: `${BASE}/login?code=once`, expires_at: 7 });
    expect((await harness.post("/dashboard/link")).status).toBe(409);
    own.close();
  });

  it("answers its own paths without a token, behind the same check of Host and Origin", async () => {
    const own = openHarness({ openDashboard });
    const ask = (path: string, headers = {}) =>
      own.admin.fetch(new Request(BASE + path, { headers }), { remoteAddress: "::1" });

    expect(await (await ask("/deliveries/dlv_1")).text()).toBe("page /deliveries/dlv_1");
    expect((await ask("/", { host: "evil.example" })).status).toBe(403);
    expect((await ask("/", { origin: "http://127.0.0.1:3000" })).status).toBe(403);
    expect((await ask("/api/v1/hooks")).status).toBe(401);
    own.close();
  });

  it("calls the API as the owner, and knows what happened last", async () => {
    const own = openHarness({ openDashboard });
    const needs = given.at(-1);
    own.events.emit({ type: "settings", hooks: 1, problems: 0 } as never);

    expect(await (await needs?.api("/api/v1/whoami"))?.json()).toMatchObject({ kind: "owner" });
    expect((await needs?.api("/api/v1/stop", { method: "POST" }))?.status).toBe(202);
    expect(needs?.recentEvents()).toHaveLength(1);
    expect(needs?.port()).toBe(8743);
    own.close();
  });
});

describe("tokens", () => {
  it("are made with their text shown once, listed without it, and revoked", async () => {
    const wanted = { name: "ci", scopes: ["hooks:read", "hooks:read"], expires_in: 3600 };
    const made = await harness.post("/tokens", wanted);
    const list = await (await harness.get("/tokens")).json();
    const revoked = await harness.post("/tokens/ci/revoke");

    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({
      name: "ci",
      token: "whk_ci",
      scopes: ["hooks:read"],
    });
    expect(list).toMatchObject({ tokens: [{ name: "ci", expired: false, last_used_at: null }] });
    expect(JSON.stringify(list)).not.toContain("whk_ci");
    expect(await revoked.json()).toMatchObject({ revoked: true, name: "ci" });
    expect((await harness.post("/tokens/ci/revoke")).status).toBe(404);
    expect(JSON.stringify(harness.logged)).not.toContain("whk_ci");
  });

  it.each([
    [{ name: "", scopes: ["hooks:read"] }],
    [{ name: "a b", scopes: ["hooks:read"] }],
    [{ name: "ci" }],
    [{ name: "ci", scopes: [] }],
    [{ name: "ci", scopes: ["hooks:all"] }],
    [{ name: "ci", scopes: ["owner"] }],
    [{ name: "ci", scopes: [["hooks:read"]] }],
    [{ name: "ci", scopes: ["hooks:read"], expires_in: 0 }],
    [{ name: "ci", scopes: ["hooks:read"], expires_in: "30d" }],
    [{ name: "ci", scopes: ["hooks:read"], expires: 5 }],
  ])("are not made of %j", async (wanted) => {
    expect((await harness.post("/tokens", wanted)).status).toBe(400);
    expect(await (await harness.get("/tokens")).json()).toEqual({ tokens: [] });
  });
});
