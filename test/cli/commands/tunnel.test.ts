import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { WireTunnel } from "../../../src/cli/tunnels/read-tunnels.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { answering, createCli, type Cli } from "../harness.ts";

const KEY = "whr_home_a-key-that-nobody-guesses-at-all";
const BASE_URL = "https://relay.example.org/home";

function aTunnel(more: Partial<WireTunnel> = {}): WireTunnel {
  return {
    tunnel: "relay",
    kind: "relay",
    url: "wss://relay.example.org",
    health: { state: "up", since: Date.now() - 60_000, detail: null },
    waiting: 0,
    base_url: BASE_URL,
    clock_ahead_ms: 12,
    version: "1.0.0",
    lanes: [],
    ...more,
  };
}

const UP = {
  "POST /reload": { json: {} },
  "POST /tunnels/relay/test": { json: { ok: true, error: null, milliseconds: 12 } },
  "GET /tunnels": { json: { tunnels: [aTunnel()] } },
};

/** What wakehook wrote of keys. */
async function keyFiles({ paths }: Cli): Promise<string[]> {
  const names = await readdir(paths.keysFolder);
  return names.map((name) => path.join(paths.keysFolder, name));
}

describe("wakehook tunnel add", () => {
  it("asks for what it needs, keeps the key out of config.json, and uses the relay's address", async () => {
    const cli = await createCli();
    await startFakeAdmin(cli.paths, UP);
    const ask = answering({
      "The relay's address": "https://relay.example.org/",
      "The key": KEY,
      "Turn it on?": true,
      "public address of your hooks": true,
    });

    const result = await cli.run(["tunnel", "add"], { ask });

    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain(`senders reach your hooks at ${BASE_URL}/hooks/ID`);
    const [file = ""] = await keyFiles(cli);
    expect(await cli.config()).toMatchObject({
      features: { tunnel: true },
      tunnels: [
        { name: "relay", kind: "relay", url: "wss://relay.example.org", key: `file:${file}` },
      ],
      webhooks: { public_base_url: BASE_URL },
    });
    expect(await readFile(file, "utf8")).toBe(`${KEY}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(result.stdout + result.stderr).not.toContain(KEY);
  });

  it("reads the key from standard input, and needs no daemon", async () => {
    const cli = await createCli();

    const result = await cli.run(
      ["tunnel", "add", "home", "--url", "wss://r.example.org", "--key-file", "-", "--yes"],
      { stdin: `${KEY}\n` },
    );

    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toContain("wakehook start");
    const [file = ""] = await keyFiles(cli);
    expect(await readFile(file, "utf8")).toContain(KEY);
  });

  it("leaves a file of the owner's where it is", async () => {
    const cli = await createCli();
    const file = path.join(cli.folder, "relay.key");
    await writeFile(file, KEY, { mode: 0o600 });

    await cli.run(["tunnel", "add", "--url", "wss://r.example.org", "--key-file", file]);

    expect(await cli.config()).toMatchObject({ tunnels: [{ key: `file:${file}` }] });
  });

  it("does not turn the switch on, nor use another public address, without a word", async () => {
    const cli = await createCli();
    await startFakeAdmin(cli.paths, UP);
    const words = ["tunnel", "add", "--url", "wss://relay.example.org", "--key-file", "-"];

    const off = await cli.run(words, { stdin: KEY });
    await cli.run(["config", "set", "features.tunnel", "true"]);
    const on = await cli.run([...words, "--replace"], { stdin: KEY });

    expect(off.stderr).toContain("wakehook config set features.tunnel true");
    expect(on.stderr).toContain(`wakehook config set webhooks.public_base_url ${BASE_URL}`);
    expect(await cli.config()).not.toHaveProperty("webhooks.public_base_url");
  });

  it.each([
    [["--url", "wss://r.example.org"], KEY, 2, "the key is missing"],
    [["--key-file", "-"], KEY, 2, "the relay's address is missing"],
    [["--url", "ftp://r.example.org", "--key-file", "-"], KEY, 2, "is no address of a relay"],
    [["--url", "ws://r.example.org", "--key-file", "-"], KEY, 3, "is not encrypted"],
    [
      ["--url", "wss://r.example.org", "--key-file", "-"],
      "hunter2",
      2,
      "that is no key of a relay",
    ],
    [
      ["--url", "wss://r.example.org", "--key-file", "/nowhere"],
      "",
      5,
      "there is no file /nowhere",
    ],
    [["Big Name", "--url", "wss://r.example.org", "--key-file", "-"], KEY, 2, "is no name"],
  ])("refuses %j", async (words, stdin, code, message) => {
    const cli = await createCli();

    const result = await cli.run(["tunnel", "add", ...words], { stdin });

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toContain("hunter2");
  });

  it("refuses a name that is taken, unless it is to be replaced", async () => {
    const cli = await createCli();
    const words = ["tunnel", "add", "--url", "wss://r.example.org", "--key-file", "-"];
    await cli.run(words, { stdin: KEY });

    const before = await keyFiles(cli);
    const again = await cli.run(words, { stdin: `${KEY}-2` });
    expect(await keyFiles(cli)).toEqual(before);
    const replaced = await cli.run([...words, "--replace"], { stdin: `${KEY}-3` });

    expect(again.code).toBe(6);
    expect(again.stderr).toContain("--replace");
    expect(replaced.code).toBe(0);
    expect(await cli.config()).toMatchObject({ tunnels: [{ name: "relay" }] });
    const [file = "", ...more] = await keyFiles(cli);
    expect(more).toEqual([]);
    expect(await readFile(file, "utf8")).toBe(`${KEY}-3\n`);
  });

  it("says why it is not connected yet, and is done all the same", async () => {
    const cli = await createCli();
    const error = "the relay does not know the key";
    await startFakeAdmin(cli.paths, {
      ...UP,
      "POST /tunnels/relay/test": { json: { ok: false, error, milliseconds: null } },
    });

    const result = await cli.run(
      ["tunnel", "add", "--url", "wss://relay.example.org", "--key-file", "-", "--yes"],
      { stdin: KEY },
    );

    expect(result.code).toBe(0);
    expect(result.stderr).toContain(`it is not connected yet: ${error}`);
  });
});

describe("wakehook tunnel list", () => {
  it("shows each with what its owner should know", async () => {
    const cli = await createCli();
    const tunnels = [
      aTunnel({ waiting: 3, clock_ahead_ms: -90_000 }),
      aTunnel({
        tunnel: "second",
        health: { state: "down", since: Date.now(), detail: "nothing listens there" },
        waiting: null,
        lanes: [{ hook_id: "site", reason: "the hook is disabled" }],
      }),
    ];
    await startFakeAdmin(cli.paths, { "GET /tunnels": { json: { tunnels } } });

    const { stdout } = await cli.run(["tunnel", "list"]);

    expect(stdout).toMatch(/relay +relay +wss:\/\/relay\.example\.org +up +.*3/);
    expect(stdout).toContain("relay: its clock is 1 min behind this machine's");
    expect(stdout).toContain("second: nothing listens there");
    expect(stdout).toContain("second: events of site wait there: the hook is disabled");
  });
});

describe("wakehook tunnel test", () => {
  it.each([
    [
      { ok: true, error: null, milliseconds: 12.4 },
      0,
      "relay is up, the other end answers in 12 ms",
    ],
    [{ ok: false, error: "it is down", milliseconds: null }, 6, "relay is not up: it is down"],
  ])("says how it went: %j", async (json, code, words) => {
    const cli = await createCli();
    await startFakeAdmin(cli.paths, { ...UP, "POST /tunnels/relay/test": { json } });

    const result = await cli.run(["tunnel", "test", "relay"]);

    expect(result.code).toBe(code);
    expect(result.stdout).toContain(words);
  });
});

describe("wakehook tunnel remove", () => {
  it("takes the entry and the key that wakehook wrote, and no other", async () => {
    const cli = await createCli();
    const own = path.join(cli.folder, "own.key");
    await writeFile(own, KEY, { mode: 0o600 });
    const add = ["tunnel", "add", "--url", "wss://r.example.org", "--key-file"];
    await cli.run([...add, "-"], { stdin: KEY });
    await cli.run(["tunnel", "add", "second", ...add.slice(2), own]);

    const asked = await cli.run(["tunnel", "remove", "relay"]);
    await cli.run(["tunnel", "remove", "relay", "--yes"]);
    await cli.run(["tunnel", "remove", "second", "--yes"]);
    const gone = await cli.run(["tunnel", "remove", "relay", "--yes"]);

    expect(asked.code).toBe(2);
    expect(gone.code).toBe(5);
    expect(await cli.config()).not.toHaveProperty("tunnels");
    expect(await readFile(own, "utf8")).toBe(KEY);
    await expect(stat(path.join(cli.paths.keysFolder, "tunnel-relay.key"))).rejects.toThrow(
      "ENOENT",
    );
  });
});
