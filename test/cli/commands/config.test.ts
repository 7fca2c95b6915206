import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { answering, createCli } from "../harness.ts";

describe("config get", () => {
  it("prints what is in force: defaults where nothing is written", async () => {
    const cli = await createCli();
    await cli.run(["config", "set", "webhooks.port", "9000"]);

    const port = await cli.run(["config", "get", "webhooks.port"]);
    const host = await cli.run(["config", "get", "webhooks.host"]);
    const all = (await cli.run(["config", "get", "--json"])).json();

    expect(port.stdout).toBe("9000\n");
    expect(host.stdout).toBe("127.0.0.1\n");
    expect(all).toMatchObject({ webhooks: { max_body_bytes: 1_048_576 }, safe_mode: false });
  });

  it("hides the token, and prints it with --reveal, saying so", async () => {
    const cli = await createCli();
    await cli.run(["config", "set", "webhooks.token", "the-global-token"]);

    const hidden = await cli.run(["config", "get", "webhooks"]);
    const shown = await cli.run(["config", "get", "webhooks.token", "--reveal"]);

    expect(hidden.stdout + hidden.stderr).not.toContain("the-global-token");
    expect(shown.stdout).toBe("the-global-token\n");
    expect(shown.stderr).toContain("is shown as it is");
  });

  it("leaves the owner's own names as they are, and shows no value of an MCP server's variables", async () => {
    const cli = await createCli();
    const servers = [
      {
        name: "a",
        command: ["a"],
        environment: { OPENAI_API_KEY: "plain-key-1", myVar: "plain-2" },
      },
      { name: "b", url: "http://127.0.0.1:1/mcp", headers: { "X-Auth": "plain-3" } },
    ];
    const targets = [
      { name: "bot", kind: "http", url: "https://a.example", secret: "s", timeout_seconds: 9 },
    ];
    await cli.run(["config", "set", "mcp_servers", JSON.stringify(servers)]);
    await cli.run(["config", "set", "targets", JSON.stringify(targets)]);

    const shown = await cli.run(["config", "get", "--json"]);

    expect(shown.json()).toMatchObject({
      mcp_servers: [
        { environment: { OPENAI_API_KEY: "(secret)", myVar: "(secret)" } },
        { headers: { "X-Auth": "(secret)" } },
      ],
      targets: [{ timeout_seconds: 9 }],
    });
    expect(shown.stdout).not.toContain("plain-");
    const one = await cli.run(["config", "get", "mcp_servers.0.environment.OPENAI_API_KEY"]);
    expect(one.stdout).toBe("(secret)\n");
  });

  it.each([
    ["webhooks.prt", "did you mean webhooks.port?"],
    ["webhook", "did you mean webhooks?"],
    ["webhooks.port.x", "no further settings below"],
    ["timezone", "is not set and has no default"],
  ])("answers %s with exit code 5", async (path, hint) => {
    const cli = await createCli();

    const got = await cli.run(["config", "get", path]);

    expect(got.code).toBe(5);
    expect(got.stderr).toContain(hint);
  });

  it("refuses a file with an error instead of printing defaults", async () => {
    const cli = await createCli();
    await cli.run(["init"]);
    await writeFile(cli.paths.configFile, '{"webhooks": {"port": "x"}}');

    const got = await cli.run(["config", "get", "webhooks.port"]);

    expect(got.code).toBe(3);
    expect(got.stdout).toBe("");
  });
});

describe("config set", () => {
  it.each([
    [["features.agents", "true"], { features: { agents: true } }],
    [["webhooks.port=9000"], { webhooks: { port: 9000 } }],
    [["timezone", "Europe/Berlin"], { timezone: "Europe/Berlin" }],
    [["owner", "a,b"], { owner: ["a", "b"] }],
    [["task_roots", '["/tmp"]'], { task_roots: ["/tmp"] }],
    [
      ["targets", '[{"name":"me","kind":"command","command":["cat"]}]'],
      { targets: [{ name: "me" }] },
    ],
  ])("writes %j", async (words, written) => {
    const cli = await createCli();

    const set = await cli.run(["config", "set", ...words]);

    expect(set.code).toBe(0);
    expect(await cli.config()).toMatchObject(written);
  });

  it("removes a setting with an empty value, and keeps the others", async () => {
    const cli = await createCli();
    await cli.run(["config", "set", "webhooks.port", "9000"]);
    await cli.run(["config", "set", "webhooks.host", "127.0.0.2"]);

    await cli.run(["config", "set", "webhooks.port", ""]);

    expect((await cli.config())["webhooks"]).toEqual({ host: "127.0.0.2" });
  });

  it.each([
    [["webhooks.port", "99999"], 3, "must be 0 to 65535"],
    [["webhooks.prt", "1"], 3, 'did you mean "port"'],
    [["timezone", "Europe/Berln"], 3, "Europe/Berlin"],
    [["admin.port", "8742"], 3, "each listener needs its own"],
    [["task_roots", "code"], 3, "absolute"],
    [["webhooks.port"], 2, "is missing"],
    [["a..b", "1"], 2, "is no path"],
  ])("refuses %j with exit code %d and writes nothing", async (words, code, message) => {
    const cli = await createCli();
    await cli.run(["init"]);
    const before = await readFile(cli.paths.configFile);

    const set = await cli.run(["config", "set", ...words]);

    expect(set.code).toBe(code);
    expect(set.stderr).toContain(message);
    expect(await readFile(cli.paths.configFile)).toEqual(before);
  });

  it("refuses a home that others may read, with the command that mends it", async () => {
    const cli = await createCli();
    await mkdir(cli.paths.root, { mode: 0o755 });
    await chmod(cli.paths.root, 0o755);

    const set = await cli.run(["config", "set", "safe_mode", "true"]);

    expect(set.code).toBe(3);
    expect(set.stderr).toContain("chmod 700");
  });
});

describe("config set of a whole section", () => {
  it.each([["{}"], [""], ['{"host":"::1"}']])(
    "names what %j would drop, and writes nothing without --replace",
    async (value) => {
      const cli = await createCli();
      await cli.run(["config", "set", "webhooks.port", "9000"]);
      await cli.run(["config", "set", "webhooks.max_queued", "7"]);
      const before = await readFile(cli.paths.configFile);

      const refused = await cli.run(["config", "set", "webhooks", value]);
      const unchanged = await readFile(cli.paths.configFile);
      const replaced = await cli.run(["config", "set", "webhooks", value, "--replace"]);

      expect(refused.code).toBe(6);
      expect(refused.stderr).toContain("would lose webhooks.port, webhooks.max_queued");
      expect(unchanged).toEqual(before);
      expect(replaced.code).toBe(0);
      expect((await cli.config())["webhooks"]).toEqual(
        value === "" ? undefined : JSON.parse(value),
      );
    },
  );

  it("names each setting that waits for the next start, and no other", async () => {
    const cli = await createCli();
    await cli.run(["config", "set", "webhooks.host", "127.0.0.2"]);

    const set = await cli.run([
      "config",
      "set",
      "webhooks",
      '{"port":9000,"host":"127.0.0.2","max_queued":7,"max_connections":9}',
    ]);

    expect(set.stderr.trim().split("\n")).toEqual([
      "a running daemon takes webhooks.port up at its next start",
      "a running daemon takes webhooks.max_connections up at its next start",
    ]);
  });
});

describe("config check", () => {
  it("tells good from bad by its exit code", async () => {
    const cli = await createCli();
    await cli.run(["init"]);

    const good = await cli.run(["config", "check"]);
    await writeFile(cli.paths.configFile, '{"webhook": {}}');
    const bad = await cli.run(["config", "check", "--json"]);

    expect([good.code, bad.code]).toEqual([0, 3]);
    expect(bad.json()).toMatchObject({ errors: 1, problems: [{ field: "webhook" }] });
  });
});

describe("init", () => {
  it("makes a closed home with both files, and changes nothing the second time", async () => {
    const cli = await createCli();

    const first = await cli.run(["init", "--provider", "claude", "--enable-agents", "--json"]);
    const config = await readFile(cli.paths.configFile, "utf8");
    const second = await cli.run(["init", "--json"]);

    expect(first.json()).toMatchObject({
      made: [cli.paths.hooksFile, cli.paths.configFile],
      provider: "claude",
      agents_enabled: true,
    });
    expect(second.json()).toMatchObject({ made: [], provider: "claude", agents_enabled: true });
    expect(await readFile(cli.paths.configFile, "utf8")).toBe(config);
    expect(await cli.entries()).toEqual([]);
  });

  it("asks on a terminal, and not again for what is set", async () => {
    const cli = await createCli();
    const ask = answering({ "Which agent CLI": "codex", "May wakehook start codex": true });

    await cli.run(["init"], { ask });
    await cli.run(["init"], { ask });

    expect(ask.asked).toHaveLength(2);
    expect(await cli.config()).toMatchObject({
      agents: { provider: "codex" },
      features: { agents: true },
    });
  });

  it("leaves agents off without a word from the owner, and says so", async () => {
    const cli = await createCli();

    const made = await cli.run(["init"]);

    expect(made.stdout).toContain("wakehook config set features.agents true");
    expect(await cli.config()).not.toHaveProperty("features");
  });

  it("names the nearest provider", async () => {
    const cli = await createCli();

    const made = await cli.run(["init", "--provider", "claud"]);

    expect(made.code).toBe(2);
    expect(made.stderr).toContain("did you mean claude?");
  });

  it("says what to do where the home cannot be made", async () => {
    const cli = await createCli();
    await writeFile(`${cli.folder}/file`, "");

    const made = await cli.run(["init", "--home", `${cli.folder}/file/home`]);

    expect(made.code).toBe(3);
    expect(made.stderr).toContain("cannot be used");
  });
});
