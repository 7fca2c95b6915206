import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { LoadedRoute, SettingsSnapshot } from "../../../src/core/settings/settings.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { goodHook, put, tempHome } from "../temp-home.ts";

const route = (id: string, ids: unknown, more: Record<string, unknown> = {}) => ({
  id,
  title: `Title of ${id}`,
  route: ids,
  ...more,
});

const routeOf = (snapshot: SettingsSnapshot, id = "all"): LoadedRoute | undefined =>
  snapshot.routes?.get(id as HookId);

const errorsOf = ({ problems }: SettingsSnapshot) =>
  problems.filter(({ level }) => level === "error");

/** Reads a home with these entries; `again` is a reload with others. */
async function load(...hooks: unknown[]) {
  const paths = await tempHome();
  await put(paths.hooksFile, { hooks });
  const first = await readSettings(paths, {});
  const again = async (...changed: unknown[]): Promise<SettingsSnapshot> => {
    await put(paths.hooksFile, { hooks: changed });
    return readSettings(paths, {}, first);
  };
  return { first, again, paths };
}

const a = goodHook("a", { token: "token-a" });
const b = goodHook("b", { token: "token-b" });

describe("an entry with route", () => {
  it("is a route and no hook, wherever in the file its hooks stand", async () => {
    const { first } = await load(route("all", ["a", "b"]), a, b);

    expect([...first.hooks.keys()]).toEqual(["a", "b"]);
    expect(routeOf(first)).toMatchObject({
      state: "valid",
      route: { id: "all", enabled: true, route: ["a", "b"] },
      problems: [],
    });
    expect(errorsOf(first)).toEqual([]);
  });

  it("is a hook where route says nothing", async () => {
    const { first } = await load({ ...a, route: null });

    expect([...first.hooks.keys()]).toEqual(["a"]);
    expect(errorsOf(first)).toEqual([]);
  });

  it.each([
    ["a name that no hook has", ["a", "bb"], { value: '"bb"', hint: 'did you mean "b"?' }],
    ["another route", ["a", "more"], { value: '"more"', message: "is a route itself" }],
    ["itself", ["a", "all"], { value: '"all"', message: "is a route itself" }],
    ["a name twice", ["a", "b", "a"], { value: '"a"', message: "is named twice" }],
    ["no name", [], { field: "route" }],
    ["what is no list", "a", { field: "route", message: "must be a list" }],
    ["what can be no id", ["A!"], { field: "route.0" }],
  ])("has an error with %s", async (_, ids, problem) => {
    const { first } = await load(a, b, route("all", ids), route("more", ["b"]));

    expect(errorsOf(first)).toMatchObject([{ entry: "all", ...problem }]);
    expect(routeOf(first, "more")).toMatchObject({ state: "valid" });
  });

  it("has no mode and no secret of its own, and shows none", async () => {
    const { first } = await load(a, route("all", ["a"], { mode: "wake", token: "t0p-secret" }));

    expect(errorsOf(first).map(({ field }) => field)).toEqual(["mode", "token"]);
    expect(routeOf(first)).toMatchObject({ state: "invalid", route: null });
    expect(JSON.stringify(first.problems)).not.toContain("t0p-secret");
  });

  it("takes no id of a hook, and lends none of its own", async () => {
    const { first } = await load(a, b, route("a", ["b"]), route("all", ["a"]), goodHook("all"));

    expect(first.hooks.size).toBe(2);
    expect([...(first.routes ?? [])].map(([id]) => id)).toEqual(["all"]);
    expect(errorsOf(first).map(({ entry, field }) => [entry, field])).toEqual([
      ["#3", "id"],
      ["#5", "id"],
    ]);
  });

  it("serves what hooks it can where a name leads nowhere", async () => {
    const { first } = await load(a, route("all", ["a", "gone"]));

    expect(routeOf(first)).toMatchObject({ state: "stale", route: { route: ["a", "gone"] } });
  });

  it("may name a hook that has an error", async () => {
    const { first } = await load({ ...a, mode: 7 }, b, route("all", ["a", "b"]));

    expect(routeOf(first)).toMatchObject({ state: "valid" });
  });
});

describe("hooks of one route", () => {
  it("may share a secret: their sender signs one request with one", async () => {
    const secret = { source: "github", secret: "one-s3cret-for-both" };
    const hooks = [goodHook("a", secret), goodHook("b", secret), goodHook("c", secret)];
    const { first } = await load(...hooks, route("all", ["a", "b"]));

    const shared = first.problems.filter(({ message }) => message.startsWith("the same secret"));

    expect(shared.map(({ entry, message }) => [entry, message])).toEqual([
      ["a", "the same secret as hook c"],
      ["b", "the same secret as hook c"],
      ["c", "the same secret as hook a, hook b"],
    ]);
  });
});

describe("a route at a reload", () => {
  it("keeps its last valid form where it turned wrong", async () => {
    const { again } = await load(a, b, route("all", ["a", "b"]));

    const next = await again(a, b, route("all", ["a", "b"], { enabled: "no" }));

    expect(routeOf(next)).toMatchObject({ state: "stale", route: { route: ["a", "b"] } });
    expect(errorsOf(next)).toMatchObject([{ entry: "all", field: "enabled" }]);
  });

  it("stays what it was where its entry no longer says what it is", async () => {
    const { again } = await load(a, b, route("all", ["a"]));

    const next = await again({ ...a, route: 7 }, b, { id: "all", title: "t", rute: ["a"] });

    expect(next.hooks.get("a" as HookId)).toMatchObject({ state: "stale" });
    expect(routeOf(next)).toMatchObject({ state: "stale", route: { route: ["a"] } });
  });

  it("becomes a hook, and a hook a route, where the entry says so rightly", async () => {
    const { again } = await load(a, b, route("all", ["a"]));

    const next = await again(goodHook("all"), b, route("a", ["b"]));

    expect([...next.hooks.keys()]).toEqual(["all", "b"]);
    expect([...(next.routes ?? [])].map(([id]) => id)).toEqual(["a"]);
  });

  it("is kept while the file cannot be read, and goes when it is removed", async () => {
    const { first, again, paths } = await load(a, route("all", ["a"]));
    await put(paths.hooksFile, "{");
    const broken = await readSettings(paths, {}, first);
    await rm(paths.hooksFile);
    const gone = await readSettings(paths, {}, first);
    const removed = await again(a);

    expect(broken.routes).toEqual(first.routes);
    expect(gone.routes).toEqual(first.routes);
    expect(removed.routes?.size).toBe(0);
  });

  it("is kept while an entry without a readable id may be it", async () => {
    const { again } = await load(a, route("all", ["a"]));

    const slipped = await again(a, route("ALL", ["a"]));

    expect(routeOf(slipped)).toMatchObject({ state: "stale", route: { id: "all" } });
  });
});
