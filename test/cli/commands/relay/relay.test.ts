import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { readKeyFile } from "../../../../src/relay/keys/key-file.ts";
import { keyHash } from "../../../../src/relay/keys/key-text.ts";
import { relayPaths } from "../../../../src/relay/paths.ts";
import { connectDaemon, hookOf } from "../../../relay/fake-daemon.ts";
import { createCli, type Cli } from "../../harness.ts";

const SCHEMA = expect.stringMatching(/docs\/schema\/relay\.schema\.json$/) as string;
const PROXIES = ["127.0.0.1", "::1"];
const readSettings = async (cli: Cli): Promise<unknown> =>
  JSON.parse(await readFile(relayPaths(cli.paths.root).configFile, "utf8"));

async function putSettings(cli: Cli, settings: unknown): Promise<void> {
  const { folder, configFile } = relayPaths(cli.paths.root);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(configFile, JSON.stringify(settings), { mode: 0o600 });
}

describe("wakehook relay init", () => {
  it("writes the settings, closed to others, and keeps what it was not given", async () => {
    const cli = await createCli();
    await cli.run(["relay", "init", "--public-url", "https://relay.example.org"]);

    const [at, tls] = [
      "--host 0.0.0.0 --port 443",
      "--tls-cert /etc/r/cert.pem --tls-key /etc/r/key.pem",
    ];
    const { code } = await cli.run(`relay init ${at} ${tls}`.split(" "));

    const { configFile, folder } = relayPaths(cli.paths.root);
    expect(code).toBe(0);
    expect(await readSettings(cli)).toEqual({
      $schema: SCHEMA,
      trusted_proxies: PROXIES,
      public_url: "https://relay.example.org",
      host: "0.0.0.0",
      port: 443,
      tls: { cert: "/etc/r/cert.pem", key: "/etc/r/key.pem" },
    });
    expect((await stat(configFile)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it.each([
    [["--tls-cert", "/a"], 2, "belong together"],
    [["--public-url", "relay.example.org"], 3, "public_url"],
    [["--port", "99999"], 2, "0 to 65535"],
  ])("refuses %j with words, and changes nothing", async (options, code, words) => {
    const cli = await createCli();
    await cli.run(["relay", "init", "--port", "1"]);

    const result = await cli.run(["relay", "init", ...options]);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
    expect(await readSettings(cli)).toEqual({ $schema: SCHEMA, trusted_proxies: PROXIES, port: 1 });
  });

  it("leaves a file that it cannot read as it is", async () => {
    const cli = await createCli();
    await putSettings(cli, {});
    await writeFile(relayPaths(cli.paths.root).configFile, "{ broken");

    const { code } = await cli.run(["relay", "init", "--port", "1"]);

    expect(code).toBe(3);
    expect(await readFile(relayPaths(cli.paths.root).configFile, "utf8")).toBe("{ broken");
  });
});

describe("wakehook relay check", () => {
  it.each([
    [{ port: "x" }, 3, "port"],
    [{ prot: 1 }, 3, 'did you mean "port"'],
    [{ max_age: "31d" }, 3, "from 1d to 30d"],
    [{ hooks: [{ daemon: "a", id: "b", secret: "s3cret-of-mine" }] }, 3, "names no source"],
    [{ hooks: [{ daemon: "a", id: "b", source: "nobody", secret: "x" }] }, 3, "nobody"],
    [{ hooks: [{ daemon: "a", id: "b", source: "github", secret: "env:NOPE" }] }, 3, "NOPE"],
    [{ trusted_proxies: ["proxy"] }, 3, "10.0.0.0/8"],
    [{ host: "0.0.0.0" }, 0, "without TLS"],
    [{}, 0, "all senders count as one address"],
    [{ max_age: "14d", trusted_proxies: ["::1"] }, 0, "0 errors, 0 warnings"],
  ])("of %j says what is wrong", async (settings, code, words) => {
    const cli = await createCli();
    await putSettings(cli, settings);

    const result = await cli.run(["relay", "check"]);

    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).toContain(words);
    expect(result.stdout + result.stderr).not.toContain("s3cret-of-mine");
  });
});

describe("wakehook relay key", () => {
  it("add shows a key once, and keeps its hash alone", async () => {
    const cli = await createCli();
    await cli.run(["relay", "init", "--public-url", "https://relay.example.org"]);

    const { stdout, stderr } = await cli.run(["relay", "key", "add", "laptop", "--expires", "90d"]);
    const { keysFile } = relayPaths(cli.paths.root);
    const text = stdout.trim();

    expect(text).toMatch(/^whr_laptop_[A-Za-z0-9_-]{43}$/);
    expect(stderr).toContain("tunnel add --url wss://relay.example.org --key-file -");
    expect(stderr).toContain("https://relay.example.org/laptop/hooks/<id>");
    const [key] = await readKeyFile(keysFile);
    expect(key).toMatchObject({ name: "laptop", sha256: keyHash(text), publicKey: null });
    expect((key?.expiresAt ?? 0) - (key?.createdAt ?? 0)).toBe(90 * 86_400_000);
    expect(await readFile(keysFile, "utf8")).not.toContain(text);
    expect((await stat(keysFile)).mode & 0o777).toBe(0o600);
  });

  it.each([
    [["add", "Laptop"], 2],
    [["add", "tunnel"], 2],
    [["add", "a", "--expires", "soon"], 2],
    [["revoke", "nobody"], 5],
    [["reset", "nobody"], 5],
    [["rotate", "nobody"], 5],
  ])("%j is refused", async (words, code) => {
    const cli = await createCli();

    expect((await cli.run(["relay", "key", ...words])).code).toBe(code);
  });

  it("add makes no second one, rotate does and keeps the home, reset forgets it", async () => {
    const cli = await createCli();
    const { keysFile } = relayPaths(cli.paths.root);
    const first = (await cli.run(["relay", "key", "add", "a"])).stdout.trim();
    expect((await cli.run(["relay", "key", "add", "a"])).code).toBe(6);
    const written = JSON.parse(await readFile(keysFile, "utf8")) as {
      keys: Array<Record<string, unknown>>;
    };
    written.keys[0] = { ...written.keys[0], public_key: "of-the-home" };
    await writeFile(keysFile, JSON.stringify(written), { mode: 0o600 });

    const second = (await cli.run(["relay", "key", "rotate", "a"])).stdout.trim();
    const rotated = await readKeyFile(keysFile);
    await cli.run(["relay", "key", "reset", "a"]);

    expect(second).not.toBe(first);
    expect(rotated).toMatchObject([{ sha256: keyHash(second), publicKey: "of-the-home" }]);
    expect(await readKeyFile(keysFile)).toMatchObject([{ publicKey: null }]);
  });

  it("revoke ends it, list says so, and add begins anew", async () => {
    const cli = await createCli();
    await cli.run(["relay", "key", "add", "a"]);

    await cli.run(["relay", "key", "revoke", "a"]);
    const list = await cli.run(["relay", "key", "list"]);
    const again = await cli.run(["relay", "key", "add", "a"]);

    expect(list.stdout).toMatch(/^a {2}revoked /);
    expect(again.code).toBe(0);
    expect((await cli.run(["relay", "key", "list", "--json"])).json()).toMatchObject({
      keys: [{ daemon: "a", in_force: true, home: null }],
    });
  });

  it("is made by many commands at once without losing one", async () => {
    const cli = await createCli();

    await Promise.all(
      ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) =>
        cli.run(["relay", "key", "add", name]),
      ),
    );

    expect(await readKeyFile(relayPaths(cli.paths.root).keysFile)).toHaveLength(8);
  });
});

describe("wakehook relay start", () => {
  it("runs until it is told to stop; list and status read beside it and after it", async () => {
    const cli = await createCli();
    await putSettings(cli, { port: 0, public_url: "https://relay.example.org", answer_wait_ms: 0 });
    const token = (await cli.run(["relay", "key", "add", "home"])).stdout.trim();
    const ready = Promise.withResolvers<string>();
    const stopped = cli.run(["relay", "start"], {
      onOutput: (text) => {
        const url = /listens: (http:\S+)/.exec(text)?.[1];
        if (url !== undefined) ready.resolve(url);
      },
    });
    const url = await ready.promise;
    const second = await cli.run(["relay", "start"]);
    const daemon = await connectDaemon({
      token,
      name: "home",
      url: `${url.replace("http", "ws")}/tunnel`,
      hooks: [hookOf("ci"), hookOf("off", { enabled: false })],
      take: () => null,
    });
    await fetch(`${url}/home/hooks/ci`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    const status = await cli.run(["relay", "status"]);
    const list = await cli.run(["relay", "list"]);
    const wire = (await cli.run(["relay", "list", "--json"])).json();
    process.emit("SIGTERM");

    expect((await stopped).code).toBe(0);
    expect(second).toMatchObject({ code: 6 });
    expect(second.stderr).toContain(`process ${process.pid}`);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/waiting {2}1 \(\d+ bytes\)/);
    expect(list.stdout).toMatch(/^home {2}connected just now/);
    expect(list.stdout).toMatch(/ci +generic +1 wait /);
    expect(list.stdout).toMatch(/off +generic \(off\) +nothing waits/);
    expect(wire).toMatchObject({
      running: true,
      daemons: [{ name: "home", hooks: [{ hook: "ci", waiting: 1 }, { hook: "off" }] }],
    });
    expect(await daemon.closed).toMatchObject({ code: 4503 });
    const after = await cli.run(["relay", "status", "--json"]);
    expect(after.code).toBe(4);
    expect(after.json()).toMatchObject({ running: false, connected: 0, waiting: 1 });
  });

  it("says how to choose another port where it is taken", async () => {
    const cli = await createCli();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    const { code, stderr } = await cli.run(["relay", "start", "--port", String(port)]);
    server.close();

    expect(code).toBe(6);
    expect(stderr).toContain("relay init --host <address> --port <port>");
  });

  it("says what is wrong in relay.json, and starts nothing", async () => {
    const cli = await createCli();
    await putSettings(cli, { port: -1 });

    const { code, stderr } = await cli.run(["relay", "start"]);

    expect(code).toBe(3);
    expect(stderr).toContain("relay check");
  });
});
