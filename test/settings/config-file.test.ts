import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { defaultConfig, loadConfig } from "../../src/settings/config-file.ts";
import { put, tempHome } from "./temp-home.ts";

const problemsOf = async (content: unknown) => {
  const { configFile } = await tempHome();
  await put(configFile, content);
  return (await loadConfig(configFile)).problems;
};

describe("loadConfig", () => {
  it("takes the defaults where there is no file", async () => {
    const { configFile } = await tempHome();

    await expect(loadConfig(configFile)).resolves.toEqual({
      config: defaultConfig(),
      kept: false,
      problems: [],
    });
  });

  it("reads what is written and fills in the rest", async () => {
    const { configFile } = await tempHome();
    const webhooks = { port: 9, token: null };
    await put(configFile, { $schema: "x", webhooks, timezone: "", expose: null });

    const { config, problems } = await loadConfig(configFile);

    expect(problems).toEqual([]);
    expect(config.webhooks).toMatchObject({ port: 9, host: "127.0.0.1", maxBodyBytes: 1_048_576 });
    expect(config.timezone).toBeUndefined();
  });

  it.each([
    [{ webhooks: { prot: 1 } }, "webhooks.prot", "unknown field", 'did you mean "port"?'],
    [{ webhook: {} }, "webhook", "unknown field", 'did you mean "webhooks"?'],
    [{ webhooks: { port: 70_000 } }, "webhooks.port", expect.stringContaining("65535"), undefined],
    [{ webhooks: [] }, "webhooks", "must be an object", undefined],
    [{ safe_mode: "yes" }, "safe_mode", "must be true or false", undefined],
    [{ features: { agent: true } }, "features.agent", "unknown field", 'did you mean "agents"?'],
    [
      { timezone: "Europe/Berln" },
      "timezone",
      "no time zone of this name",
      'did you mean "Europe/Berlin"?',
    ],
    [
      { webhooks: { trusted_proxies: ["proxy.lan"] } },
      "webhooks.trusted_proxies.0",
      "must be an address or a network as 10.0.0.0/8",
      undefined,
    ],
    [
      { webhooks: { client_ip_header: "X Forwarded" } },
      "webhooks.client_ip_header",
      "must be the name of a header",
      undefined,
    ],
    [{ task_roots: ["code"] }, "task_roots", "must be an absolute path", undefined],
    [
      { task_roots: ["~/code"] },
      "task_roots",
      "must be an absolute path",
      "~ is not expanded: write the whole path",
    ],
    [{ admin: { port: 8742 } }, "admin.port", expect.stringContaining("listener"), undefined],
    [
      {
        targets: [
          { name: "bot", kind: "command", command: ["a"] },
          { name: "bot", kind: "command", command: ["b"] },
        ],
      },
      "targets.1.name",
      "another target has this name",
      undefined,
    ],
  ])("keeps the defaults and names the error in %j", async (content, field, message, hint) => {
    const { configFile } = await tempHome();
    await put(configFile, { safe_mode: true, ...content });

    const { config, kept, problems } = await loadConfig(configFile);

    expect(config).toEqual(defaultConfig());
    expect(kept).toBe(true);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ level: "error", file: "config.json", field, message });
    expect(problems[0]?.hint).toEqual(hint);
  });

  it.each([
    [{ owner: ["bto"], targets: [{ name: "bot", kind: "command", command: ["a"] }] }, "owner"],
    [{ agents: { provider: "claud" } }, "agents.provider"],
    [{ admin: { host: "0.0.0.0" } }, "admin.host"],
    [{ webhooks: { client_ip_header: "X-Real-IP" } }, "webhooks.client_ip_header"],
    [{ webhooks: { trusted_proxies: ["10.0.0.1", "::/0"] } }, "webhooks.trusted_proxies"],
    [{ expose: { program: "ngrok" } }, "expose"],
  ])("warns of %j and uses it", async (content, field) => {
    await expect(problemsOf(content)).resolves.toMatchObject([{ level: "warning", field }]);
  });

  it("keeps the previous configuration where the file is broken, and where it is gone", async () => {
    const { configFile } = await tempHome();
    await put(configFile, { webhooks: { port: 9 } });
    const { config: previous } = await loadConfig(configFile);

    await put(configFile, "{");
    const broken = await loadConfig(configFile, previous);
    await rm(configFile);
    const gone = await loadConfig(configFile, previous);

    expect([broken.config, gone.config]).toEqual([previous, previous]);
    expect(broken.problems).toMatchObject([{ message: expect.stringContaining("line 1") }]);
    expect(gone.problems).toMatchObject([{ message: expect.stringContaining("is gone") }]);
  });

  it("shows nothing of a wrong token", async () => {
    expect(JSON.stringify(await problemsOf({ webhooks: { token: ["s3cr3t"] } }))).not.toContain(
      "s3cr3t",
    );
  });
});
