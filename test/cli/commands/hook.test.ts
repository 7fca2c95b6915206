import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { answering, createCli, goodHook } from "../harness.ts";

describe("hook set", () => {
  it("takes JSON, bare words, lists between commas and dotted paths", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { source: "github", secret: "s", token: null }));

    const set = await cli.run([
      "hook",
      "set",
      "a",
      "timeout_seconds=60",
      "title=42",
      "enabled=false",
      "events=issues.opened,push",
      "fuse.runs=9",
      "quiet_start=22:30",
      "quiet_end=7",
      "description=two words",
    ]);

    expect(set.code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({
      timeout_seconds: 60,
      title: "42",
      enabled: false,
      events: ["issues.opened", "push"],
      fuse: { runs: 9 },
      quiet_start: "22:30",
      quiet_end: 7,
      description: "two words",
    });
  });

  it("removes a field, and leaves the other entries byte for byte as they are", async () => {
    const cli = await createCli();
    const other = goodHook("other", { trigger_count: 7, description: null });
    await cli.putHooks(other, goodHook("a", { dependency: "chrome" }));

    await cli.run(["hook", "set", "a", "dependency="]);

    const [first, second] = await cli.entries();
    expect(JSON.stringify(first)).toBe(JSON.stringify(other));
    expect(second).not.toHaveProperty("dependency");
  });

  it.each([
    ["timeout_seconds=soon", "timeout_seconds"],
    ["timout_seconds=5", "timeout_seconds"],
    ["permission=everything", "read_only"],
    ["enabled=yes", "enabled"],
    ["quiet_start=25", "quiet_start"],
    ["auth_mode=none", "auth_mode"],
    ["source=githb", "github"],
    ["title=", "title"],
  ])("refuses %s with exit code 3 and writes nothing", async (change, words) => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"));
    const before = await readFile(cli.paths.hooksFile);

    const set = await cli.run(["hook", "set", "a", change]);

    expect(set.code).toBe(3);
    expect(set.stderr).toContain(words);
    expect(set.stderr).toContain("nothing was changed");
    expect(await readFile(cli.paths.hooksFile)).toEqual(before);
  });

  it("mends one of two errors, since only new ones are refused", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { enabled: "no", permission: "all" }));

    const set = await cli.run(["hook", "set", "a", "enabled=false"]);

    expect(set.code).toBe(0);
    expect(set.stderr).toContain("permission");
  });

  it.each([
    [["a", "enabled"], 2, "is no change of a field"],
    [["a", "id=b"], 2, "cannot be changed"],
    [["a", "__proto__.x=1"], 2, "is no path"],
    [["aa", "enabled=true"], 5, "did you mean a?"],
  ])("refuses %j with exit code %d", async (words, code, message) => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"));

    const set = await cli.run(["hook", "set", ...words]);

    expect(set.code).toBe(code);
    expect(set.stderr).toContain(message);
  });

  it("prints no secret", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"));

    const set = await cli.run(["hook", "set", "a", "token=a-new-secret-text", "--json"]);

    expect(set.json()).toMatchObject({ token: expect.stringMatching(/^fingerprint:/) as string });
    expect(set.stdout + set.stderr).not.toContain("a-new-secret-text");
  });
});

describe("hook enable and disable", () => {
  it("switch a hook off and on, also one with an error elsewhere", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { permission: "all" }));

    await cli.run(["hook", "disable", "a"]);
    const off = await cli.entries();
    await cli.run(["hook", "enable", "a"]);
    const on = await cli.entries();

    expect([off[0]?.["enabled"], on[0]?.["enabled"]]).toEqual([false, true]);
  });
});

describe("hook remove", () => {
  it("asks on a terminal, and removes on yes", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"), goodHook("b"));

    const no = await cli.run(["hook", "remove", "a"], { ask: answering({ Remove: false }) });
    const yes = await cli.run(["hook", "remove", "b"], { ask: answering({ Remove: true }) });

    expect([no.code, yes.code]).toEqual([6, 0]);
    expect((await cli.entries()).map(({ id }) => id)).toEqual(["a"]);
  });

  it("wants --yes where nobody can be asked", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"));

    expect(await cli.run(["hook", "remove", "a"])).toMatchObject({ code: 2 });
    expect(await cli.run(["hook", "remove", "a", "--yes"])).toMatchObject({ code: 0 });
    expect(await cli.entries()).toEqual([]);
  });

  it("names the nearest hook for one that is not there", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("github-site"));

    const removed = await cli.run(["hook", "remove", "github-sit", "--yes"]);

    expect(removed.code).toBe(5);
    expect(removed.stderr).toContain("did you mean github-site?");
  });
});

describe("hook rotate", () => {
  it("shows the new secret once and keeps the old one for the time", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { source: "github", secret: "old-secret", token: null }));

    const rotated = await cli.run(["hook", "rotate", "a", "--keep", "1h", "--json"]);

    const [entry] = await cli.entries();
    const { secret, previous_secret_until: until } = rotated.json() as Record<string, string>;
    expect(entry).toMatchObject({
      secret,
      previous_secret: "old-secret",
      previous_secret_until: until,
    });
    expect(Date.parse(until ?? "") - Date.now()).toBeGreaterThan(3_500_000);
    expect(Date.parse(until ?? "") - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  it("stores a new bearer token as a hash and says that the old one is dead", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"));

    const rotated = await cli.run(["hook", "rotate", "a"]);

    expect((await cli.entries())[0]?.["token"]).toMatch(/^sha256:/);
    expect(rotated.stdout.trim()).toHaveLength(43);
    expect(rotated.stderr).toContain("the old one is no longer taken");
  });

  it("takes the new secret of a sender that makes it itself, and asks for it", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { source: "stripe", secret: "whsec_old", token: null }));

    const asked = await cli.run(["hook", "rotate", "a"]);
    expect(asked).toMatchObject({ code: 2 });
    expect(asked.stderr).toContain("Stripe makes the secret itself");

    await cli.run(["hook", "rotate", "a", "--secret", "-"], { stdin: "whsec_new\n" });
    expect((await cli.entries())[0]).toMatchObject({
      secret: "whsec_new",
      previous_secret: "whsec_old",
    });
  });

  it("leaves a secret alone that stands elsewhere", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { token: "env:A_TOKEN" }));

    const rotated = await cli.run(["hook", "rotate", "a"]);

    expect(rotated.code).toBe(6);
    expect(rotated.stderr).toContain("env:A_TOKEN");
  });
});

describe("an id that two entries have", () => {
  it.each([
    ["set", "a", "title=new"],
    ["enable", "a"],
    ["disable", "a"],
    ["rotate", "a"],
    ["remove", "a", "--yes"],
  ])("is not changed by hook %s %s", async (...words) => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a"), goodHook("b"), goodHook("a", { title: "twin" }));
    const before = await readFile(cli.paths.hooksFile);

    const refused = await cli.run(["hook", ...words]);

    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain('entries #1 and #3 of webhooks.json have the id "a"');
    expect(await readFile(cli.paths.hooksFile)).toEqual(before);
  });
});

describe("hook show", () => {
  it("prints fingerprints, and the secret with --reveal, saying so", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { token: "the-token-itself" }));

    const shown = await cli.run(["hook", "show", "a"]);
    const revealed = await cli.run(["hook", "show", "a", "--reveal"]);

    expect(shown.stdout).toMatch(/token +fingerprint:[0-9a-f]{12}/);
    expect(shown.stdout).toContain("http://127.0.0.1:8742/hooks/a");
    expect(shown.stdout + shown.stderr).not.toContain("the-token-itself");
    expect(revealed.stdout).toContain("the-token-itself");
    expect(revealed.stderr).toContain("secrets are shown above: token");
  });

  it("prints nothing of an unknown field, which may be a misspelt secret", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { tokn: "the-token-itself", secrt: ["the-token-itself"] }));

    const shown = await cli.run(["hook", "show", "a", "--json"]);

    expect(shown.stdout).toContain("tokn");
    expect(shown.stdout + shown.stderr).not.toContain("the-token-itself");
  });

  it("names the secrets of a report and of forward as well, and prints nothing of their unknown fields", async () => {
    const cli = await createCli();
    const forward = { url: "https://a.example/", headers: { "X-API-Key": "plain-header-key" } };
    const reports = [
      { kind: "gitlab", token: "env:GITLAB_TOKEN", on: ["start"] },
      { kind: "github", token: "plain-report-token", tokn: "plain-misspelt" },
    ];
    await cli.putHooks(goodHook("a", { forward, report_to_sender: reports }));

    const shown = await cli.run(["hook", "show", "a"]);
    const revealed = await cli.run(["hook", "show", "a", "--reveal"]);

    expect(shown.stdout + shown.stderr).not.toContain("plain-");
    expect(shown.stdout).toContain("env:GITLAB_TOKEN");
    expect(revealed.stdout).toContain("plain-report-token");
    expect(revealed.stderr).toContain(
      "secrets are shown above: token, forward.headers.X-API-Key, report_to_sender.0.token, report_to_sender.1.token",
    );
    expect(revealed.stderr).toContain(
      "report_to_sender.0.token stands elsewhere: env:GITLAB_TOKEN",
    );
  });

  it("makes control characters of the file visible", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { title: "x\u001B]0;evil\u0007" }));

    expect((await cli.run(["hook", "show", "a"])).stdout).toContain("x\\x1b]0;evil\\x07");
  });
});

describe("hook list and hook check", () => {
  it("show good hooks and name what is wrong with the others", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("good"), goodHook("bad", { enabled: "true" }), goodHook("NO ID"));

    const list = await cli.run(["hook", "list"]);
    const check = await cli.run(["hook", "check"]);

    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/good +generic +wake/);
    expect(list.stdout).toMatch(/bad .*has an error/);
    expect(list.stderr).toContain("hook bad, enabled");
    expect(list.stderr).toContain("hook #3, id");
    expect(check.code).toBe(3);
    expect(check.stdout).toContain("2 errors");
  });

  it("give each problem once as JSON: with its hook, or beside the hooks", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("bad", { enabled: "true" }), goodHook("NO ID"));

    const list = (await cli.run(["hook", "list", "--json"])).json();

    expect(list).toMatchObject({
      hooks: [{ id: "bad", problems: [{ field: "enabled" }] }],
      problems: [{ field: "id" }],
    });
  });

  it("count one as one", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("bad", { enabled: "true" }));
    await writeFile(cli.paths.configFile, '{"webhook": {}}', { mode: 0o600 });

    const { stdout } = await cli.run(["hook", "check"]);
    const config = await cli.run(["config", "check"]);

    expect(stdout).toContain("1 hook, 1 error, 0 warnings\n");
    expect(config.stdout).toContain("config.json: 1 error, 0 warnings\n");
  });

  it("name the line of a file that is no JSON", async () => {
    const cli = await createCli();
    await cli.putHooks();
    await writeFile(cli.paths.hooksFile, '{"hooks": [\n  {"id": "a",}\n]}', { mode: 0o600 });

    const list = await cli.run(["hook", "list"]);
    const check = await cli.run(["hook", "check"]);
    const set = await cli.run(["hook", "set", "a", "enabled=true"]);

    expect(list.stdout).toBe("no hooks can be read\n");
    expect(list.stderr).toContain("line 2");
    expect(list.stderr).toContain("goes on with the hooks that it had loaded before");
    expect([list.code, check.code, set.code]).toEqual([0, 3, 3]);
    expect(set.stderr).toContain("line 2");
  });

  it("count warnings as errors with --strict", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("a", { mode: "wke" }));

    const codes = [
      (await cli.run(["hook", "check"])).code,
      (await cli.run(["hook", "check", "--strict"])).code,
    ];

    expect(codes).toEqual([0, 3]);
  });

  it("give an empty list on a machine without a home", async () => {
    const cli = await createCli();

    const list = await cli.run(["hook", "list", "--json"]);

    expect(list.json()).toEqual({ hooks: [], routes: [], problems: [] });
    expect(list.stderr).toContain("wakehook hook add");
  });
});

describe("hook import", () => {
  const sygen = {
    hooks: [
      {
        id: "gh-pr",
        title: "PRs",
        description: "",
        mode: "cron_task",
        prompt_template: "PR #{{number}}",
        enabled: true,
        task_folder: "gh-pr",
        auth_mode: "hmac",
        token: "",
        hmac_secret: "s3cret",
        hmac_header: "X-Hub-Signature-256",
        hmac_algorithm: "sha256",
        hmac_encoding: "hex",
        hmac_sig_prefix: "sha256=",
        hmac_sig_regex: "",
        hmac_payload_prefix_regex: "",
        created_at: "2026-04-01T10:00:00+00:00",
        trigger_count: 3,
        last_triggered_at: null,
        last_error: null,
        provider: null,
        model: null,
        reasoning_effort: null,
        cli_parameters: [],
        quiet_start: 22,
        quiet_end: 7,
        dependency: "chrome",
      },
      goodHook("there"),
      goodHook("wrong", { enabled: "yes" }),
    ],
  };

  it("adds what is not there, unchanged, and reports each entry", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("there", { title: "mine" }));
    const file = path.join(cli.folder, "sygen.json");
    await writeFile(file, JSON.stringify(sygen));

    const imported = await cli.run(["hook", "import", file]);

    expect(imported.code).toBe(3);
    expect(imported.stdout).toBe(
      "gh-pr: added\nthere: is there already\nwrong: left out: it has an error\n",
    );
    expect(imported.stderr).toContain("hook wrong, enabled");
    expect(imported.stdout + imported.stderr).not.toContain("s3cret");
    const entries = await cli.entries();
    expect(entries.map(({ id }) => id)).toEqual(["there", "gh-pr"]);
    expect(entries[0]?.["title"]).toBe("mine");
    expect(JSON.stringify(entries[1])).toBe(JSON.stringify(sygen.hooks[0]));
  });

  it("reads a bare list from standard input, and adds nothing twice", async () => {
    const cli = await createCli();
    const list = JSON.stringify([goodHook("a"), goodHook("a"), goodHook("b")]);

    const first = await cli.run(["hook", "import", "-", "--json"], { stdin: list });
    const again = await cli.run(["hook", "import", "-"], { stdin: list });

    expect(first.code).toBe(0);
    expect(first.json()).toMatchObject({
      hooks: [
        { id: "a", outcome: "added" },
        { id: "a", outcome: "there_already" },
        { id: "b", outcome: "added" },
      ],
    });
    expect(again.stdout).not.toContain("added");
    expect(await cli.entries()).toHaveLength(2);
  });

  it.each([
    ["{", 3, "is not JSON"],
    ['{"hook": []}', 3, "has no list of hooks"],
  ])("refuses %s", async (text, code, words) => {
    const cli = await createCli();

    const imported = await cli.run(["hook", "import", "-"], { stdin: text });

    expect(imported.code).toBe(code);
    expect(imported.stderr).toContain(words);
  });

  it("refuses a file that is not there", async () => {
    const cli = await createCli();

    const imported = await cli.run(["hook", "import", "/no/such/file"]);

    expect(imported.code).toBe(2);
    expect(imported.stderr).toContain(
      "wakehook: /no/such/file cannot be read: there is no such file\n",
    );
  });
});
