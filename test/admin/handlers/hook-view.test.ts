import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { wireHooks, wireRoutes } from "../../../src/admin/handlers/hook-view.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import { Route } from "../../../src/core/settings/route.ts";
import type { LoadedRoute } from "../../../src/core/settings/settings.ts";
import { hookId, loadedHook, SECRET, snapshot, STARTED_AT } from "../harness.ts";

const hex = (text: string) => createHash("sha256").update(text).digest("hex");
const view = (change: Parameters<typeof loadedHook>[1]) =>
  wireHooks(snapshot([loadedHook("site", change)]), {
    histories: [],
    secretsSetAt: new Map([[hookId("site"), STARTED_AT]]),
  })[0];

describe("wireHooks", () => {
  it("shows secrets as fingerprints, whether they are stored plain or hashed", () => {
    const secrets = {
      token: `sha256:${hex("the token")}`,
      secret: SECRET,
      previousSecret: null,
      previousSecretUntil: null,
      hmacSecret: "the token",
    };

    expect(view({ secrets })?.fingerprints).toEqual({
      token: `fingerprint:${hex("the token").slice(0, 12)}`,
      secret: `fingerprint:${hex(SECRET).slice(0, 12)}`,
      hmac_secret: `fingerprint:${hex("the token").slice(0, 12)}`,
    });
  });

  it("says since when the secret is in force, or null where nobody knows", () => {
    expect(view({})?.secret_set_at).toBe(STARTED_AT);
    expect(view({ id: hookId("other") })?.secret_set_at).toBeNull();
  });

  it("names the fields that are not at work yet", () => {
    const problem = { file: "webhooks.json", entry: "site", message: "x" };
    const problems = [
      { ...problem, level: "note", field: "budget" },
      { ...problem, level: "note", field: "when" },
      { ...problem, level: "note", field: "budget" },
      { ...problem, level: "warning", field: "provider" },
    ] as const;

    expect(view({ problems })?.pending).toEqual(["budget", "when"]);
  });

  it("gives a hook without a past zeros", () => {
    expect(view({})?.history).toEqual({
      deliveries: 0,
      waiting: 0,
      last_received_at: null,
      last_status: null,
    });
  });
});

describe("wireRoutes", () => {
  it("names the hooks of each route; one that was never valid names none", () => {
    const id = "all" as HookId;
    const route = Route.parse({ id, title: "All", route: ["site", "docs"] });
    const problem = { level: "error", file: "webhooks.json", entry: "bad", message: "x" } as const;
    const bad = {
      id: "bad" as HookId,
      state: "invalid",
      route: null,
      problems: [problem],
    } as const;
    const routes = new Map<HookId, LoadedRoute>([
      [id, { id, state: "valid", route, problems: [] }],
      [bad.id, bad],
    ]);

    expect(wireRoutes({ routes })).toMatchObject([
      {
        id,
        state: "valid",
        title: "All",
        enabled: true,
        route: ["site", "docs"],
        path: "/hooks/all",
      },
      { id: "bad", state: "invalid", title: null, route: [], problems: [{ message: "x" }] },
    ]);
    expect(wireRoutes({})).toEqual([]);
  });
});
