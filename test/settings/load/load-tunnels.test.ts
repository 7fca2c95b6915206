import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../../src/settings/read.ts";
import { put, tempHome } from "../temp-home.ts";

const KEY = "whr_home_a-key-that-nobody-guesses";
const RELAY = {
  name: "relay",
  kind: "relay",
  url: "wss://relay.example.org",
  key: "env:RELAY_KEY",
};
const ON = { features: { tunnel: true } };

async function read(config: Record<string, unknown>, environment = { RELAY_KEY: KEY }) {
  const paths = await tempHome();
  await put(paths.configFile, config);
  return readSettings(paths, environment);
}

describe("tunnels of config.json", () => {
  it("have their secrets resolved, apart from the printed configuration and known for masking", async () => {
    const settings = await read({ tunnels: [RELAY], ...ON });

    expect(settings.tunnels).toMatchObject([
      { tunnel: { name: "relay", key: KEY }, ca: null, problem: null },
    ]);
    expect(settings.config.tunnels).toMatchObject([{ name: "relay", key: "(secret)" }]);
    expect(settings.secretValues).toContain(KEY);
    expect(settings.problems).toEqual([]);
  });

  it("harm no other where a secret cannot be had", async () => {
    const other = { ...RELAY, name: "other", key: KEY };

    const settings = await read({ tunnels: [RELAY, other], ...ON }, { RELAY_KEY: "" });

    expect(settings.tunnels).toMatchObject([
      { problem: expect.stringContaining("key of tunnel relay") as string },
      { problem: null },
    ]);
    expect(settings.problems.map(({ level }) => level)).toEqual(["warning"]);
  });

  it("take a key that ends with a line's end, and none that is two lines", async () => {
    const settings = await read({ tunnels: [{ ...RELAY, key: `${KEY}\n` }], ...ON });
    const two = await read({ tunnels: [{ ...RELAY, key: `${KEY}\nX: y` }], ...ON });

    expect(settings.tunnels).toMatchObject([{ tunnel: { key: KEY }, problem: null }]);
    expect(two.tunnels).toMatchObject([{ problem: expect.stringContaining("key") as string }]);
  });

  it("say so where their certificates are none", async () => {
    const paths = await tempHome();
    const ca = path.join(paths.root, "ca.pem");
    await writeFile(ca, "no certificate");

    const settings = await read({ tunnels: [{ ...RELAY, ca }], ...ON });

    expect(settings.tunnels).toMatchObject([
      { ca: null, problem: expect.stringMatching(/^ca of/) },
    ]);
    expect(settings.problems).toMatchObject([
      { field: "tunnels.0.ca", message: expect.stringContaining("no certificate in PEM") },
    ]);
  });
});

describe("what cannot be meant", () => {
  it.each([
    ["ws://relay.example.org", "is not encrypted"],
    ["ws://127.0.0.1.example.org", "is not encrypted"],
    ["https://relay.example.org", "must be wss://HOST"],
    ["wss://me:secret@relay.example.org", "must not hold a user name"],
    ["wss://relay.example.org/?key=x", "must have no ?"],
  ])("refuses %s", async (url, message) => {
    const { problems, tunnels } = await read({ tunnels: [{ ...RELAY, url }], ...ON });

    expect(problems).toMatchObject([
      { level: "error", field: "tunnels.0.url", message: expect.stringContaining(message) },
    ]);
    expect(tunnels).toEqual([]);
  });

  it.each(["ws://localhost:8744", "ws://127.0.0.1:8744", "ws://[::1]:8744/relay"])(
    "takes %s, which no network sees",
    async (url) => {
      expect((await read({ tunnels: [{ ...RELAY, url }], ...ON })).problems).toEqual([]);
    },
  );

  it("refuses a name twice, and says which switch is off", async () => {
    const { problems } = await read({ tunnels: [RELAY, RELAY] });

    expect(problems.map(({ level, field }) => [level, field])).toEqual([
      ["warning", "tunnels.0"],
      ["error", "tunnels.1.name"],
      ["warning", "tunnels.1"],
    ]);
  });
});
