import { describe, expect, it } from "vitest";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli, goodHook, type Cli } from "../harness.ts";

/** A home with the hooks site and docs. */
async function home(): Promise<Cli> {
  const cli = await createCli();
  await cli.putHooks(goodHook("site"), goodHook("docs"));
  return cli;
}

const route = (ids: readonly string[]) => ({ id: "all", title: "All", route: ids });

describe("hook add --route", () => {
  it("writes an entry that names the hooks, and prints its URL and no secret", async () => {
    const cli = await home();

    const result = await cli.run(["hook", "add", "--route", "site, docs", "--id", "all", "--json"]);

    expect(result.code).toBe(0);
    expect(result.json()).toMatchObject({
      route: { id: "all", route: ["site", "docs"] },
      url: "http://127.0.0.1:8742/hooks/all",
      send: "wakehook send all",
      problems: [],
    });
    const entry = (await cli.entries()).at(-1);
    expect(Object.keys(entry ?? {})).toEqual(["id", "title", "route", "created_at"]);
    expect((await cli.run(["hook", "check"])).stdout).toContain("2 hooks, 1 route, ");
  });

  it("says what to do next, for people", async () => {
    const cli = await home();

    const { stdout, stderr } = await cli.run(["hook", "add", "--route", "site,docs"]);

    expect(stdout).toContain("URL:  http://127.0.0.1:8742/hooks/route");
    expect(stdout).toContain("wakehook send route");
    expect(stderr).toContain("the same secret");
  });

  it.each([
    ["an unknown hook", ["--route", "site,dosc"], 3, 'did you mean "docs"?'],
    ["no hook", ["--route", " , "], 3, "route"],
    ["an id that is taken", ["--route", "site", "--id", "docs"], 1, "there is a hook"],
    ["what only a hook has", ["--route", "site", "--mode", "wake"], 2, "--mode goes with a hook"],
    ["a switch that only a hook has", ["--route", "site", "--accept-risk"], 2, "--accept-risk"],
    ["a sender", ["github", "--route", "site"], 2, "github goes with a hook"],
  ])("writes nothing with %s", async (_, argv, code, words) => {
    const cli = await home();

    const result = await cli.run(["hook", "add", ...argv]);

    expect([result.code === 0, (await cli.entries()).length]).toEqual([false, 2]);
    if (code > 1) expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
  });
});

describe("a route in the other commands", () => {
  it("is listed beside the hooks, with those that it serves", async () => {
    const cli = await home();
    await cli.putHooks(goodHook("site"), goodHook("docs"), route(["site", "docs"]), {
      ...route(["site", "gone"]),
      id: "broken",
    });

    const { stdout, stderr } = await cli.run(["hook", "list"]);
    const result = await cli.run(["hook", "list", "--json"]);

    expect(stdout).toMatch(
      /ROUTE +SERVES +HEALTH\nall +site, docs +ok\nbroken +site, gone +has an error/,
    );
    expect(stderr).toContain("hook broken, route");
    expect(result.json()).toMatchObject({
      hooks: [{ id: "site" }, { id: "docs" }],
      routes: [{ id: "all", state: "valid", route: ["site", "docs"] }, { id: "broken" }],
      problems: [],
    });
  });

  it("is shown with its URL, changed by set, switched off and removed", async () => {
    const cli = await home();
    await cli.putHooks(goodHook("site"), goodHook("docs"), route(["site"]));

    const shown = await cli.run(["hook", "show", "all"]);
    expect(shown.stdout).toMatch(/hooks\/all/);
    expect(shown.stdout).not.toContain("nothing has arrived");

    expect((await cli.run(["hook", "set", "all", "route=site,docs"])).code).toBe(0);
    expect((await cli.run(["hook", "disable", "all"])).code).toBe(0);
    expect((await cli.entries()).at(-1)).toMatchObject({ route: ["site", "docs"], enabled: false });
    const wrong = await cli.run(["hook", "set", "all", "route=site,all"]);
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining("is a route itself")]);
    expect((await cli.run(["hook", "remove", "all", "--yes"])).code).toBe(0);
    expect(await cli.entries()).toHaveLength(2);
  });

  it("keeps its hooks from being removed, and says how to go on", async () => {
    const cli = await home();
    await cli.putHooks(goodHook("site"), goodHook("docs"), route(["site", "docs"]));

    const named = await cli.run(["hook", "remove", "site", "--yes"]);
    await cli.run(["hook", "set", "all", 'route=["docs"]']);
    const last = await cli.run(["hook", "remove", "docs", "--yes"]);
    const free = await cli.run(["hook", "remove", "site", "--yes"]);

    expect([named.code, named.stderr]).toEqual([6, expect.stringContaining(`'route=["docs"]'`)]);
    expect([last.code, last.stderr]).toEqual([6, expect.stringContaining("hook remove all")]);
    expect(free.code).toBe(0);
  });

  it("has no secret to rotate", async () => {
    const cli = await home();
    await cli.putHooks(goodHook("site"), goodHook("docs"), route(["site", "docs"]));

    const { code, stderr } = await cli.run(["hook", "rotate", "all"]);

    expect([code, stderr]).toEqual([6, expect.stringContaining("site, docs")]);
  });

  it("is imported together with the hooks that it names, in any order", async () => {
    const cli = await createCli();
    const list = [
      route(["site", "docs"]),
      goodHook("site"),
      goodHook("docs"),
      { ...route(["no"]), id: "x" },
    ];

    const result = await cli.run(["hook", "import", "-", "--json"], {
      stdin: JSON.stringify(list),
    });

    const { hooks } = result.json() as { hooks: Array<{ id: string; outcome: string }> };
    expect(Object.fromEntries(hooks.map(({ id, outcome }) => [id, outcome]))).toEqual({
      all: "added",
      site: "added",
      docs: "added",
      x: "refused",
    });
  });
});

describe("send to a route", () => {
  it("sends an event of its first hook's sender, and names every delivery", async () => {
    const cli = await createCli();
    const github = goodHook("site", { source: "github", token: null, secret: "s" });
    await cli.putHooks(goodHook("docs"), github, route(["site", "docs"]));
    const deliveries = [
      { hook_id: "site", delivery_id: "dlv_1" },
      { hook_id: "docs", delivery_id: "dlv_2" },
    ];
    const answer = { accepted: true, hook_id: "all", deliveries };
    const admin = await startFakeAdmin(cli.paths, {
      "POST /hooks/all/send": { json: { status: 202, answer } },
    });

    const { stdout, stderr } = await cli.run(["send", "all"]);

    expect(stdout).toBe("all answered 202: site dlv_1, docs dlv_2\n");
    expect(stderr).toContain("one of site's sender");
    const sent = admin.asked.map(({ body }) => body).find((body) => body !== undefined);
    expect(sent).toMatchObject({ headers: { "x-github-event": "issues" } });
  });
});
