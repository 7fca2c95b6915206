// What other programs had, brought over: said line by line, written under the lock, switched off.

import { readdirSync, readFileSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { editHooks } from "../../../src/settings/edit/edit.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { createCli, goodHook } from "../harness.ts";

const FOLDER = path.resolve(import.meta.dirname, "../import/fixtures");
const FIXTURES = readdirSync(FOLDER);
const programOf = (name: string): string => name.split(/[-.]/, 1)[0] ?? "";
const fileOf = (name: string): string => path.join(FOLDER, name);

interface Report {
  readonly hooks: ReadonlyArray<{ id: string; outcome: string; notes: string[] }>;
  readonly notes: string[];
  readonly dry_run: boolean;
}

const SECRETS = [
  "your-secret-here",
  "opr_xxx",
  "shared-hmac-secret",
  "replace_with_openpr",
  "your-hmac-secret",
  "whsec_abc123",
  "my-secret-123",
  "gh-secret-123",
  "your-webhook-secret",
  "s3cret-of-gh-pr",
  "whsec-of-stripe",
];

describe("hook import --from", () => {
  it.each(FIXTURES)("brings over %s: every entry loads, and none is on", async (name) => {
    const cli = await createCli();

    const made = await cli.run(["hook", "import", "--from", programOf(name), fileOf(name)]);
    const settings = await readSettings(cli.paths, {});
    const entries = await cli.entries();

    expect(made.code).toBe(0);
    expect(entries.length).toBeGreaterThan(0);
    expect(settings.problems.filter(({ level }) => level === "error")).toEqual([]);
    expect([...settings.hooks.values()].map(({ state }) => state)).toEqual(
      entries.filter(({ route }) => route === undefined).map(() => "valid"),
    );
    expect([...settings.hooks.values()].every(({ hook }) => hook?.enabled === false)).toBe(true);
    for (const secret of SECRETS) expect(made.stdout + made.stderr).not.toContain(secret);
  });

  it.each(FIXTURES)("adds nothing of %s a second time", async (name) => {
    const cli = await createCli();
    const words = ["hook", "import", "--from", programOf(name), fileOf(name)];
    await cli.run(words);
    const before = await readFile(cli.paths.hooksFile);

    const again = (await cli.run([...words, "--json"])).json() as Report;

    const outcomes = new Set(again.hooks.map(({ outcome }) => outcome));
    expect([...outcomes].every((one) => one === "there_already" || one === "no_equivalent")).toBe(
      true,
    );
    expect(await readFile(cli.paths.hooksFile)).toEqual(before);
  });

  it("says for each what is lost, with commands that name it, and for the file as a whole", async () => {
    const cli = await createCli();

    const { stdout, stderr } = await cli.run([
      "hook",
      "import",
      "--from",
      "openpr",
      fileOf("openpr-readme.toml"),
    ]);

    expect(stdout).toMatch(/^logger: added, switched off\n {2}- no message is appended/m);
    expect(stdout).toContain("hook set logger task_folder=...");
    expect(stdout).toMatch(/^openpr: added\n/m);
    expect(stdout).toMatch(/^the file as a whole:\n {2}- server: /m);
    expect(stderr).toContain("look at each, then: wakehook hook enable david");
  });

  it("leaves out what cannot be told to the sender from here, and says what allows it", async () => {
    const cli = await createCli();
    const words = ["hook", "import", "--from", "openpr", fileOf("openpr-example.toml")];

    const dry = await cli.run([...words, "--dry-run"]);
    expect(dry.stdout).toMatch(/loopback.* report_to_sender is left out; .*forward_allow/);
    const set = await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);
    expect(set.code).toBe(0);
    const made = await cli.run(words);

    expect(made.stdout).not.toContain("is left out");
    expect((await cli.entries())[1]?.["report_to_sender"]).toHaveLength(4);
  });

  it("writes nothing in a dry run, and says the same", async () => {
    const cli = await createCli();
    const words = ["hook", "import", "--from", "octipus", fileOf("octipus-actions.json")];

    const dry = await cli.run([...words, "--dry-run"]);
    const json = (await cli.run([...words, "--dry-run", "--json"])).json() as Report;

    expect(dry.stdout).toMatch(/^deploy: would be added\n/m);
    expect(dry.stdout).toMatch(
      /^Pull: left out: nothing like it is here\n {2}- action execute_tool/m,
    );
    expect(json).toMatchObject({ dry_run: true });
    await expect(stat(cli.paths.root)).rejects.toThrow("ENOENT");
    const made = (await cli.run([...words, "--json"])).json() as Report;
    expect(made.hooks).toEqual(json.hooks);
  });

  it("leaves a hook alone that has the id already", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("vano-cli", { title: "mine" }));

    const made = await cli.run([
      "hook",
      "import",
      "--from",
      "openpr",
      fileOf("openpr-example.toml"),
    ]);

    expect(made.stdout).toContain("vano-cli: is there already\n");
    const entries = await cli.entries();
    expect(entries.map(({ id }) => id)).toEqual(["vano-cli", "david", "openpr"]);
    expect(entries[0]?.["title"]).toBe("mine");
  });

  it("waits for whoever writes the file, and adds to what they wrote", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"));
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    const editing = editHooks(cli.paths, async (there) => {
      await written;
      return [...there, goodHook("david")];
    });
    const importing = cli.run(["hook", "import", "--from", "openpr", fileOf("openpr-readme.toml")]);
    write();
    await editing;
    const made = await importing;

    expect(made.stdout).toContain("david: is there already\n");
    const ids = (await cli.entries()).map(({ id }) => id);
    expect(ids).toEqual(["a", "david", "slack-bot", "logger", "openpr"]);
  });

  it("adds each once where two import at the same time", async () => {
    const cli = await createCli();
    const words = ["hook", "import", "--from", "octipus", fileOf("octipus-actions.json"), "--json"];

    const both = await Promise.all([cli.run(words), cli.run(words)]);

    const added = both.map((one) =>
      (one.json() as Report).hooks.filter(({ outcome }) => outcome === "added"),
    );
    expect(added.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([0, 4]);
    expect(await cli.entries()).toHaveLength(4);
  });

  it("leaves a broken webhooks.json as it is", async () => {
    const cli = await createCli();
    await cli.putHooks();
    await writeFile(cli.paths.hooksFile, "{ broken");

    const made = await cli.run(["hook", "import", "--from", "sygen", fileOf("sygen.json")]);

    expect(made.code).toBe(3);
    expect(await readFile(cli.paths.hooksFile, "utf8")).toBe("{ broken");
  });
});

describe("a file that is none", () => {
  it.each([
    ["sygen", "{", "is not JSON"],
    ["sygen", "", "is not JSON"],
    ["entourage", "[1, 2]", "this is no file of Entourage"],
    ["octipus", "{}", "this is no file of Octipus"],
    ["openpr", "agents = ", "is not TOML: line 1: "],
    ["openpr", "a = 1", "this is no file of openpr-webhook"],
    ["openpr", '{"agents": ', "is not JSON"],
    ["octipus", `${"[".repeat(200)}${"]".repeat(200)}`, "nested deeper"],
  ])("of %s is refused: %j", async (program, text, words) => {
    const cli = await createCli();

    const made = await cli.run(["hook", "import", "--from", program, "-"], { stdin: text });

    expect(made.code).toBe(3);
    expect(made.stderr).toContain(words);
  });

  it("is read no further than a file of definitions may be long", async () => {
    const cli = await createCli();
    const big = path.join(cli.folder, "big.json");
    await writeFile(big, Buffer.alloc(9 * 1024 * 1024, "["));

    const made = await cli.run(["hook", "import", "--from", "sygen", big]);
    const endless = await cli.run(["hook", "import", "--from", "sygen", "/dev/zero"]);
    const toml = await cli.run(["hook", "import", "--from", "openpr", "-"], {
      stdin: "# long\n".repeat(200_000),
    });

    expect([made, endless, toml].map(({ code }) => code)).toEqual([3, 3, 3]);
    expect(made.stderr).toContain("is larger than 8388608 bytes");
    expect(endless.stderr).toContain("is larger than 8388608 bytes");
    expect(toml.stderr).toContain("is larger than 1048576 bytes");
  });

  it.each([
    ["/no/such/file", "there is no such file"],
    [import.meta.dirname, "cannot be read"],
  ])("cannot be read: %s", async (file, words) => {
    const cli = await createCli();

    const made = await cli.run(["hook", "import", "--from", "sygen", file]);

    expect(made.code).toBe(2);
    expect(made.stderr).toContain(words);
  });

  it("names the nearest program for one that is not known", async () => {
    const cli = await createCli();
    const file = fileOf("sygen.json");

    expect((await cli.run(["hook", "import", "--from", "openpr-webhok", file])).code).toBe(2);
    const near = await cli.run(["hook", "import", "--from", "sigen", file]);
    expect(near.stderr).toContain('did you mean "sygen"?');
  });
});

describe("a hostile file", () => {
  const hostile = {
    hooks: [
      JSON.parse(
        '{"id": "__proto__", "title": "x", "mode": "wake", "__proto__": {"enabled": true}}',
      ) as object,
      { id: "../../etc", title: "x", mode: "wake" },
      { id: "clear\u001B[2J", title: "\u001B[2J", mode: "wake" },
      {
        id: "out",
        title: "x",
        mode: "cron_task",
        task_folder: "../../../etc",
        prompt_template: "x",
        token: "a-token-of-that-hook",
      },
      {
        id: "on",
        title: "x",
        mode: "wake",
        prompt_template: "x",
        enabled: true,
        token: "a-token-of-that-hook",
        ["\u001B]0;title\u0007"]: 1,
      },
    ],
  };

  it("adds only what is a hook, switched off, and writes nothing that a terminal obeys", async () => {
    const cli = await createCli();

    const made = await cli.run(["hook", "import", "--from", "sygen", "-"], {
      stdin: JSON.stringify(hostile).replace('"__proto__":{}', '"__proto__":{"enabled":true}'),
    });

    expect(made.code).toBe(3);
    expect((await cli.entries()).map(({ id, enabled }) => [id, enabled])).toEqual([
      ["out", false],
      ["on", false],
    ]);
    for (const sign of ["\u001B", "\u0007"]) expect(made.stdout + made.stderr).not.toContain(sign);
    expect(made.stderr).toContain("task_folder");
    expect(({} as Record<string, unknown>)["enabled"]).toBeUndefined();
  });

  it("keeps fixtures as data: none names a host that a test would ask for", () => {
    const texts = FIXTURES.map((name) => readFileSync(fileOf(name), "utf8")).join("\n");
    const hosts = [...texts.matchAll(/https:\/\/([^/"\s]+)/g)].map(([, host]) => host);

    expect(new Set(hosts)).toEqual(new Set(["1.1.1.1"]));
  });
});
