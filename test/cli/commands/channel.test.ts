import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { WireChannel } from "../../../src/cli/channels/read-channels.ts";
import { answering, createCli, type Cli } from "../harness.ts";
import { startFakeAdmin } from "../fake-admin.ts";

const CODE = "ABCD2345";

function channel(more: Partial<WireChannel> = {}): WireChannel {
  return {
    target: "phone",
    kind: "telegram",
    chat: "main",
    health: { state: "up", since: 1, detail: null },
    people: [],
    waiting: 0,
    ...more,
  };
}

/** A daemon that pairs whoever is asked for as soon as its code stands on the terminal. */
async function pairingDaemon(cli: Cli, name: string) {
  const person = {
    sender: "42",
    name: "Ann",
    role: "owner",
    paired_at: Date.now() + 60_000,
  } as const;
  const state = { channels: [channel({ target: name })] };
  const admin = await startFakeAdmin(cli.paths, {
    "GET /channels": { json: state },
    [`POST /channels/${name}/pair`]: {
      json: {
        code: CODE,
        link: "https://t.me/a_bot?start=ABCD2345",
        words: "Send the bot this code.",
        expires_at: Date.now() + 600_000,
      },
    },
  });
  const onOutput = (text: string): void => {
    if (text.includes("ABCD 2345")) state.channels = [channel({ target: name, people: [person] })];
  };
  return { admin, onOutput };
}

describe("wakehook channel add", () => {
  it("asks for what it needs, turns the switch on, and writes the entry", async () => {
    const cli = await createCli();
    const ask = answering({ "token (": "123:a-token", "Turn it on?": true, "Tell you on": true });

    const result = await cli.run(["channel", "add", "telegram", "--name", "phone"], { ask });

    expect(result).toMatchObject({ code: 0 });
    expect(await cli.config()).toMatchObject({
      targets: [{ name: "phone", kind: "telegram", token: "123:a-token" }],
      features: { telegram: true },
      owner: ["phone"],
    });
    expect(result.stderr).toContain("wakehook channel pair phone");
    expect(result.stdout + result.stderr).not.toContain("123:a-token");
  });

  it("makes two topics of ntfy that nobody guesses", async () => {
    const cli = await createCli();

    await cli.run(["channel", "add", "ntfy", "--yes"]);
    const { targets } = (await cli.config()) as { targets: Array<Record<string, string>> };

    const [entry = {}] = targets;
    expect(entry["topic"]).toMatch(/^wakehook-[A-Za-z0-9-]{22}$/);
    expect(entry["reply_topic"]).toMatch(/^wakehook-[A-Za-z0-9-]{22}$/);
    expect(entry["topic"]).not.toBe(entry["reply_topic"]);
  });

  it("leaves the switch off where nobody said otherwise, and says how to turn it on", async () => {
    const cli = await createCli();

    const result = await cli.run([
      "channel",
      "add",
      "matrix",
      ...MATRIX.flatMap((one) => ["--set", one]),
    ]);

    expect(result.code).toBe(0);
    expect(await cli.config()).not.toHaveProperty("features");
    expect(result.stderr).toContain("wakehook config set features.matrix true");
  });

  it.each([
    [["channel", "add", "telegramm"], 2, "telegram"],
    [["channel", "add", "local"], 2, "wakehook chat"],
    [["channel", "add", "telegram"], 2, "--set token=file:/path"],
    [["channel", "add", "telegram", "--set", "tokn=x"], 2, "token"],
    [["channel", "add", "telegram", "--set", "token"], 2, "is no setting"],
    [["channel", "add", "telegram", "--name", "No!", "--set", "token=x"], 3, "name"],
  ])("refuses %j", async (argv, code, words) => {
    const cli = await createCli();

    const result = await cli.run(argv);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
  });

  it("refuses a name that is taken, and changes nothing", async () => {
    const cli = await createCli();
    await cli.run(["channel", "add", "ntfy", "--yes"]);
    const before = await cli.config();

    expect((await cli.run(["channel", "add", "ntfy", "--yes"])).code).toBe(6);
    expect(await cli.config()).toEqual(before);
  });

  it("pairs at once where a daemon runs: a code, a link and its picture", async () => {
    const cli = await createCli();
    const { onOutput, admin } = await pairingDaemon(cli, "telegram");

    const result = await cli.run(["channel", "add", "telegram", "--yes", "--set", "token=env:T"], {
      onOutput,
      environment: { T: "123:a-token" },
    });

    expect(result.stdout).toContain("https://t.me/a_bot?start=ABCD2345");
    expect(result.stdout).toMatch(/[▀▄█]{8}/);
    expect(result.stdout).toContain("paired: Ann is owner on telegram");
    expect(admin.asked.find(({ line }) => line.endsWith("/pair"))?.body).toEqual({ role: "owner" });
  });
});

const MATRIX = [
  "homeserver=http://127.0.0.1:8008",
  "token=env:MATRIX_TOKEN",
  "owner=@ann:localhost",
];

describe("wakehook channel pair", () => {
  it("waits until the code was sent", async () => {
    const cli = await createCli();
    const { onOutput } = await pairingDaemon(cli, "phone");

    const result = await cli.run(["channel", "pair", "phone"], { onOutput });

    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain("paired: Ann is owner on phone");
  });

  it("prints the code alone for a program", async () => {
    const cli = await createCli();
    const { admin } = await pairingDaemon(cli, "phone");

    const result = await cli.run(["channel", "pair", "phone", "--viewer", "--json"]);

    expect(result.json()).toMatchObject({ target: "phone", role: "viewer", code: CODE });
    expect(admin.asked.find(({ line }) => line.endsWith("/pair"))?.body).toEqual({
      role: "viewer",
    });
  });

  it("needs a daemon", async () => {
    const cli = await createCli();

    expect((await cli.run(["channel", "pair", "phone"])).code).toBe(4);
  });
});

describe("wakehook channel list", () => {
  it("shows how each does and who is paired", async () => {
    const cli = await createCli();
    const people = [
      { sender: "1", name: "Ann", role: "owner", paired_at: 1 },
      { sender: "2", name: "Bob\u001b[31m", role: "viewer", paired_at: 2 },
    ] as const;
    const down = { state: "down", since: 1, detail: "401: the token is revoked" } as const;
    await startFakeAdmin(cli.paths, {
      "GET /channels": {
        json: {
          channels: [
            channel({ target: "local", kind: "local" }),
            channel({ people, waiting: 3, health: down }),
          ],
        },
      },
    });

    const { stdout } = await cli.run(["channel", "list"]);

    expect(stdout).toMatch(/local +local +main +up +you +0/);
    expect(stdout).toMatch(/phone +telegram +main +down +Ann, Bob.*\(viewer\) +3/);
    expect(stdout).toContain("phone: 401: the token is revoked");
    expect(stdout).not.toContain("\u001b[31m");
  });
});

describe("wakehook channel test", () => {
  it.each([
    [{ ok: true, error: null }, 0, "phone took it"],
    [{ ok: false, error: "nobody answers" }, 6, "phone did not take it: nobody answers"],
  ])("says how it went: %j", async (json, code, words) => {
    const cli = await createCli();
    await startFakeAdmin(cli.paths, { "POST /channels/phone/test": { json } });

    const result = await cli.run(["channel", "test", "phone"]);

    expect(result).toMatchObject({ code });
    expect(result.stdout).toContain(words);
  });
});

describe("wakehook channel remove", () => {
  async function withTwo(): Promise<Cli> {
    const cli = await createCli();
    await cli.putHooks();
    await writeFile(
      cli.paths.configFile,
      JSON.stringify({
        owner: ["phone", "work"],
        targets: [
          { name: "phone", kind: "telegram", token: "123:a-token" },
          { name: "work", kind: "ntfy", topic: "a-secret-topic" },
        ],
      }),
      { mode: 0o600 },
    );
    return cli;
  }

  it("takes it out of targets and owner, and has the daemon forget who was paired", async () => {
    const cli = await withTwo();
    const forget = "POST /channels/phone/forget";
    const admin = await startFakeAdmin(cli.paths, { [forget]: { json: { forgotten: true } } });

    expect((await cli.run(["channel", "remove", "phone", "--yes"])).code).toBe(0);

    expect(await cli.config()).toMatchObject({ owner: ["work"], targets: [{ name: "work" }] });
    expect(admin.asked.map(({ line }) => line)).toEqual([forget]);
  });

  it("asks first, and changes nothing where the answer is no", async () => {
    const cli = await withTwo();
    const before = await cli.config();

    const no = await cli.run(["channel", "remove", "phone"], { ask: answering({ Remove: false }) });

    expect(no.code).toBe(6);
    expect((await cli.run(["channel", "remove", "phone"])).code).toBe(2);
    expect((await cli.run(["channel", "remove", "gone", "--yes"])).code).toBe(5);
    expect(await cli.config()).toEqual(before);
  });

  it("removes one person alone", async () => {
    const cli = await withTwo();
    const unpair = "POST /channels/phone/unpair";
    const admin = await startFakeAdmin(cli.paths, { [unpair]: { json: { unpaired: true } } });

    const argv = ["channel", "remove", "phone", "--person", "42", "--yes"];
    expect((await cli.run(argv)).code).toBe(0);

    expect(admin.asked).toMatchObject([{ line: unpair, body: { sender: "42" } }]);
    expect(await cli.config()).toMatchObject({ targets: [{ name: "phone" }, { name: "work" }] });
  });
});
