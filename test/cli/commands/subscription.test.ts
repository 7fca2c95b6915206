import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../../src/settings/read.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli, type Cli } from "../harness.ts";

const URL_ = "https://ci.example.com/in";

const loaded = async ({ paths }: Cli, environment = {}) =>
  (await readSettings(paths, environment)).subscriptions ?? [];
const written = async (cli: Cli) =>
  (await cli.config())["subscriptions"] as Array<Record<string, unknown>>;

async function added(cli: Cli, ...options: string[]): Promise<{ id: string; secret: string }> {
  const result = await cli.run(["subscription", "add", URL_, "--json", ...options]);
  expect(result.stderr).not.toContain("error");
  expect(result.code).toBe(0);
  return result.json() as { id: string; secret: string };
}

describe("wakehook subscription add", () => {
  it("shows a secret once, and writes it sealed", async () => {
    const cli = await createCli();

    const { id, secret } = await added(cli, "--events", "run.failed,approval");

    expect(id).toBe("ci-example-com");
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const [entry] = await written(cli);
    expect(entry).toMatchObject({ id, url: URL_, events: ["run.failed", "approval"] });
    expect(entry?.["secret"]).toMatch(/^sealed:v1:[0-9a-f]{16}:/);
    expect(await readFile(cli.paths.configFile, "utf8")).not.toContain(secret);
    expect((await stat(cli.paths.sealKeyFile)).mode & 0o777).toBe(0o600);
    expect((await loaded(cli))[0]).toMatchObject({ secrets: [secret], problem: null });
  });

  it("takes names in turn, and refuses one that is taken", async () => {
    const cli = await createCli();
    const ids = [(await added(cli)).id, (await added(cli)).id];

    expect(ids).toEqual(["ci-example-com", "ci-example-com-2"]);
    expect(await cli.run(["subscription", "add", URL_, "--id", ids[0] ?? ""])).toMatchObject({
      code: 6,
    });
  });

  it("keeps headers by reference, and seals those that are plain", async () => {
    const cli = await createCli();
    const result = await cli.run([
      "subscription",
      "add",
      URL_,
      "--sign",
      "none",
      "--header",
      "X-API-Key=env:CI_KEY",
      "X-Plain=hush",
    ]);

    expect(result.code).toBe(0);
    const [entry] = await written(cli);
    expect(entry).toMatchObject({ sign: "none", headers: { "X-API-Key": "env:CI_KEY" } });
    expect(JSON.stringify(entry)).not.toContain("hush");
    expect((await loaded(cli, { CI_KEY: "k3y" }))[0]?.headers).toEqual([
      ["X-API-Key", "k3y"],
      ["X-Plain", "hush"],
    ]);
  });

  it.each([
    ["events", ["--events", "run.faild"], "did you mean"],
    ["a scheme", ["--sign", "github2"], "standard-webhooks"],
    ["a header of wakehook's own", ["--header", "Webhook-Id=1"], "sets this header itself"],
  ])("refuses %s that there is not, and changes nothing", async (_, options, words) => {
    const cli = await createCli();

    const result = await cli.run(["subscription", "add", URL_, ...options]);

    expect(result.code).toBe(3);
    expect(result.stderr).toContain(words);
    expect(await loaded(cli)).toEqual([]);
  });

  it.each(["ftp://example.com", "not a url", "https://user:pass@example.com/", "https://e.com/#x"])(
    "refuses the address %s",
    async (url) => {
      const cli = await createCli();

      const result = await cli.run(["subscription", "add", url]);

      expect(result.code).toBe(3);
    },
  );
});

describe("wakehook subscription rotate", () => {
  it("lets the old secret sign too, and both open", async () => {
    const cli = await createCli();
    const { id, secret } = await added(cli);

    const rotated = await cli.run(["subscription", "rotate", id, "--keep", "1h", "--json"]);

    const { secret: next } = rotated.json() as { secret: string };
    const [one] = await loaded(cli);
    expect(one?.secrets).toEqual([next, secret]);
    expect((one?.previousUntil ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it("gives another scheme a new secret at once", async () => {
    const cli = await createCli();
    const { id } = await added(cli, "--sign", "github");

    const { secret } = (await cli.run(["subscription", "rotate", id, "--json"])).json() as {
      secret: string;
    };

    expect((await loaded(cli))[0]?.secrets).toEqual([secret]);
  });

  it("seals everything with a new key, and the old key opens nothing any more", async () => {
    const cli = await createCli();
    const { secret } = await added(cli);
    const oldKey = await readFile(cli.paths.sealKeyFile, "utf8");
    const [before] = await written(cli);

    expect(await cli.run(["subscription", "rotate", "--key"])).toMatchObject({ code: 0 });

    expect((await written(cli))[0]?.["secret"]).not.toBe(before?.["secret"]);
    expect((await loaded(cli))[0]?.secrets).toEqual([secret]);
    await writeFile(cli.paths.sealKeyFile, oldKey);
    expect((await loaded(cli))[0]).toMatchObject({ problem: "its secret cannot be had" });
  });

  it("refuses a secret that stands elsewhere", async () => {
    const cli = await createCli();
    const { id } = await added(cli);
    const file = path.join(cli.folder, "secret");
    await writeFile(file, "whsec_AAAA", { mode: 0o600 });
    const config = await cli.config();
    const subscriptions = [{ id, url: URL_, secret: `file:${file}` }];
    await writeFile(cli.paths.configFile, JSON.stringify({ ...config, subscriptions }));

    expect(await cli.run(["subscription", "rotate", id])).toMatchObject({ code: 6 });
  });
});

describe("wakehook subscription set and remove", () => {
  it("change what is meant and nothing else", async () => {
    const cli = await createCli();
    const { id, secret } = await added(cli);

    const result = await cli.run([
      "subscription",
      "set",
      id,
      "events=run.failed,agent",
      "ordered=true",
      "headers.X-Key=12",
    ]);

    expect(result.code).toBe(0);
    const [one] = await loaded(cli);
    expect(one).toMatchObject({
      secrets: [secret],
      headers: [["X-Key", "12"]],
      subscription: { events: ["run.failed", "agent"], ordered: true },
    });
    expect(await cli.run(["subscription", "remove", id, "--yes"])).toMatchObject({ code: 0 });
    expect(await loaded(cli)).toEqual([]);
  });

  it("seal what was written by hand in plain text", async () => {
    const cli = await createCli();
    const { id } = await added(cli);
    const secret = "whsec_" + Buffer.alloc(24, 5).toString("base64");
    const config = await cli.config();
    const subscriptions = [{ id, url: URL_, secret }];
    await writeFile(cli.paths.configFile, JSON.stringify({ ...config, subscriptions }));

    expect(await cli.run(["subscription", "set", id, "enabled=true"])).toMatchObject({ code: 0 });

    expect(await readFile(cli.paths.configFile, "utf8")).not.toContain(secret);
    expect((await loaded(cli))[0]?.secrets).toEqual([secret]);
  });

  it.each([
    [["set", "none", "enabled=false"], 5],
    [["set", "ci-example-com", "secret=abc"], 2],
    [["set", "ci-example-com", "id=abc"], 2],
    [["set", "ci-example-com", "events=nope"], 3],
    [["remove", "ci-example-com"], 2],
    [["remove", "none", "--yes"], 5],
    [["show", "none"], 5],
    [["rotate"], 2],
    [["rotate", "ci-example-com", "--key"], 2],
  ])("%j ends in exit code %i", async (args, code) => {
    const cli = await createCli();
    await added(cli);
    const before = await readFile(cli.paths.configFile, "utf8");

    expect((await cli.run(["subscription", ...args])).code).toBe(code);
    expect(await readFile(cli.paths.configFile, "utf8")).toBe(before);
  });
});

describe("what is shown", () => {
  it("holds fingerprints and no secret", async () => {
    const cli = await createCli();
    const { id, secret } = await added(cli, "--header", "X-Key=hush-hush");

    const shown = await Promise.all(
      [
        ["subscription", "list"],
        ["subscription", "list", "--json"],
        ["subscription", "show", id],
        ["subscription", "show", id, "--json"],
        ["config", "get"],
      ].map((argv) => cli.run(argv)),
    );

    for (const { code, stdout, stderr } of shown) {
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(secret);
      expect(stdout + stderr).not.toContain("hush-hush");
    }
    expect(shown[2]?.stdout).toContain("fingerprint:");
  });

  it("lists every event with its schema", async () => {
    const cli = await createCli();

    const { events } = (await cli.run(["subscription", "events", "--json"])).json() as {
      events: Array<{ event: string; data: { properties: object } }>;
    };

    expect(events.map(({ event }) => event)).toContain("approval.requested");
    expect(events.every(({ data }) => Object.keys(data.properties).length > 2)).toBe(true);
  });
});

describe("wakehook subscription test and enable", () => {
  it.each([
    [{ ok: true, http_status: 204, error: null }, 0, "took it: HTTP 204"],
    [{ ok: false, http_status: 500, error: "HTTP 500" }, 6, "did not take it: HTTP 500"],
  ])("say what the receiver answered: %j", async (json, code, words) => {
    const cli = await createCli();
    const admin = await startFakeAdmin(cli.paths, { "POST /subscriptions/ci/test": { json } });

    const result = await cli.run(["subscription", "test", "ci", "--event", "run.failed"]);

    expect(result).toMatchObject({ code });
    expect(result.stdout).toContain(words);
    expect(admin.asked[0]?.body).toEqual({ event: "run.failed" });
  });

  it.each([
    [true, 0],
    [false, 6],
  ])("enable one that was disabled: %s", async (wasDisabled, code) => {
    const cli = await createCli();
    await startFakeAdmin(cli.paths, {
      "POST /subscriptions/ci/enable": { json: { was_disabled: wasDisabled } },
    });

    expect(await cli.run(["subscription", "enable", "ci"])).toMatchObject({ code });
  });
});
