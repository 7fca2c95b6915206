import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../../src/settings/read.ts";
import { put, tempHome } from "../temp-home.ts";

const ENVIRONMENT = { BOT_TOKEN: "123456:telegram-token-of-the-bot" };

async function read(config: Record<string, unknown>, environment = ENVIRONMENT) {
  const paths = await tempHome();
  await put(paths.configFile, config);
  return { paths, settings: await readSettings(paths, environment) };
}

describe("targets of config.json", () => {
  it("has the local chat where none is written", async () => {
    const { settings } = await read({});

    expect(settings.targets?.map(({ target }) => [target.name, target.kind])).toEqual([
      ["local", "local"],
    ]);
  });

  it("resolves secrets apart from the printed configuration", async () => {
    const targets = [{ name: "phone", kind: "telegram", token: "env:BOT_TOKEN" }];

    const { settings } = await read({ targets, features: { telegram: true } });

    const [phone] = settings.targets ?? [];
    expect(phone).toMatchObject({
      target: { name: "phone", token: ENVIRONMENT.BOT_TOKEN },
      problem: null,
    });
    expect(settings.secretValues).toContain(ENVIRONMENT.BOT_TOKEN);
    expect(JSON.stringify(settings.config)).not.toContain(ENVIRONMENT.BOT_TOKEN);
    expect(settings.config.targets).toMatchObject([{ name: "phone", token: "(secret)" }]);
  });

  it("resolves every value of headers, and hides them all", async () => {
    const headers = { "x-key": "Bearer env:BOT_TOKEN", "x-plain": "as it is, sixteen+" };
    const bot = { name: "bot", kind: "http", url: "http://127.0.0.1:1/", secret: "k".repeat(24) };

    const { settings } = await read({ targets: [{ ...bot, headers }] });

    const [loaded] = settings.targets ?? [];
    expect(loaded?.target).toMatchObject({
      secret: bot.secret,
      headers: { "x-key": `Bearer ${ENVIRONMENT.BOT_TOKEN}`, "x-plain": headers["x-plain"] },
    });
    expect(settings.config.targets).toMatchObject([
      { secret: "(secret)", headers: { "x-key": "(secret)", "x-plain": "(secret)" } },
    ]);
  });

  it("knows the secret behind a scheme by itself: it may be told without the scheme", async () => {
    const authorization = "Bearer a-secret-of-the-bot";
    const bot = { name: "bot", kind: "http", url: "http://127.0.0.1:1/", secret: "k".repeat(24) };

    const { settings } = await read({ targets: [{ ...bot, headers: { authorization } }] });

    expect(settings.secretValues).toContain("a-secret-of-the-bot");
    expect(settings.targets?.[0]?.target).toMatchObject({ headers: { authorization } });
  });

  it("leaves out one whose secret cannot be had, and harms no other", async () => {
    const targets = [
      { name: "lost", kind: "telegram", token: "env:NOT_THERE" },
      { name: "phone", kind: "telegram", token: "env:BOT_TOKEN" },
    ];

    const { settings } = await read({ targets, features: { telegram: true } });

    expect(settings.targets?.map(({ target, problem }) => [target.name, problem])).toEqual([
      ["lost", "token of target lost cannot be had: wakehook config check"],
      ["phone", null],
      ["local", null],
    ]);
    expect(settings.problems.filter(({ level }) => level !== "note")).toMatchObject([
      { level: "warning", field: "targets.0.token", value: "(secret)" },
    ]);
  });

  it("takes a secret from a file, and says that others may read it", async () => {
    const { paths } = await read({});
    const file = path.join(paths.root, "token");
    await writeFile(file, "a-token-from-a-file\n");
    await chmod(file, 0o644);
    await put(paths.configFile, {
      targets: [{ name: "phone", kind: "ntfy", topic: `file:${file}` }],
      features: { ntfy: true },
    });

    const settings = await readSettings(paths, {});

    expect(settings.targets?.[0]).toMatchObject({
      target: { topic: "a-token-from-a-file" },
      problem: null,
    });
    expect(settings.problems.filter(({ level }) => level !== "note")).toMatchObject([
      { level: "warning", field: "targets.0.topic", message: expect.stringContaining("open to") },
    ]);
  });

  it("says of a chat whose switch is off that it does nothing", async () => {
    const targets = [{ name: "phone", kind: "ntfy", topic: "a-secret-topic" }];

    const { settings } = await read({ targets });

    expect(settings.problems.filter(({ level }) => level !== "note")).toMatchObject([
      { level: "warning", field: "targets.0", hint: "wakehook config set features.ntfy true" },
    ]);
  });

  it("knows the local chat as the owner's", async () => {
    const { settings } = await read({ owner: ["local"] });

    expect(settings.problems).toEqual([]);
  });
});

describe("an entry of targets that is wrong", () => {
  it("never has its secret shown", async () => {
    const targets = [{ name: "phone", kind: "telegram", token: 1234567890123456 }];

    const { settings } = await read({ targets });

    expect(settings.problems).toMatchObject([
      { level: "error", field: "targets.0.token", value: "(secret)" },
    ]);
    expect(JSON.stringify(settings)).not.toContain("1234567890123456");
  });

  it("names the field that was meant, and the kinds there are", async () => {
    const misspelt = { name: "phone", kind: "telegram", token: "t", toppics: "hook" };

    const field = await read({ targets: [misspelt] });
    const kind = await read({ targets: [{ name: "phone", kind: "telegramm" }] });

    expect(field.settings.problems).toMatchObject([
      { field: "targets.0.toppics", hint: expect.stringContaining("topics") },
    ]);
    expect(kind.settings.problems).toMatchObject([
      { field: "targets.0.kind", message: expect.stringContaining("telegram") },
    ]);
  });
});
