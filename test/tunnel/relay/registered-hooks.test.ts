import { expect, it } from "vitest";
import type { LoadedHook, LoadedRoute } from "../../../src/core/settings/settings.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import { registeredHooks } from "../../../src/tunnel/relay/registered-hooks.ts";
import { aHook } from "../tunnel-world.ts";

const id = (text: string) => text as HookId;
const hooksOf = (...hooks: LoadedHook[]) => new Map(hooks.map((one) => [one.id, one]));

it("tells of each hook what a relay has to know, and nothing else", () => {
  const hooks = hooksOf(
    aHook("site", { source: "github", secret: "hush" }),
    aHook("events", { source: "cloudevents", allowed_origins: ["a.example.org"] }),
    aHook("off", { enabled: false }),
  );

  expect(registeredHooks({ hooks })).toEqual([
    { id: "site", source: "github", enabled: true, allowed_origins: [] },
    { id: "events", source: "cloudevents", enabled: true, allowed_origins: ["a.example.org"] },
    { id: "off", source: "generic", enabled: false, allowed_origins: [] },
  ]);
});

it("has a hook whose entry is broken take requests: they wait until it is mended", () => {
  const broken: LoadedHook = { ...aHook("site"), state: "invalid", hook: null };

  expect(registeredHooks({ hooks: hooksOf(broken) })).toMatchObject([
    { id: "site", enabled: true },
  ]);
});

it("has the URL that serves several hooks be as its hooks are", () => {
  const hooks = hooksOf(
    aHook("one", { source: "github", secret: "hush" }),
    aHook("two", { allowed_origins: ["b.example.org"] }),
  );
  const route: LoadedRoute = {
    id: id("both"),
    state: "valid",
    route: {
      id: id("both"),
      title: "both",
      enabled: false,
      route: [id("one"), id("two")],
    } as never,
    problems: [],
  };

  expect(registeredHooks({ hooks, routes: new Map([[route.id, route]]) })).toContainEqual({
    id: "both",
    source: "github",
    enabled: false,
    allowed_origins: ["b.example.org"],
  });
});
