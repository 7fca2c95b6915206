import { describe, expect, it } from "vitest";
import { Config, CONFIG_FIELDS } from "../../../src/core/settings/config.ts";

function pathsOf(config: object): string[] {
  const parsed = Config.safeParse(config);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
}

describe("Config", () => {
  it("has a default for everything, and every feature off", () => {
    expect(Config.parse({})).toMatchObject({
      webhooks: {
        enabled: true,
        host: "127.0.0.1",
        port: 8742,
        maxBodyBytes: 1_048_576,
        requestsPerMinute: 3000,
        failuresPerMinute: 300,
        dedupeDays: 7,
        uniformRefusals: false,
      },
      admin: { host: "127.0.0.1", port: 8743 },
      agents: { maxConcurrentRuns: 4, environment: [] },
      features: { agents: false, commands: false, forward: false, tunnel: false },
      safeMode: false,
    });
  });

  it("keeps the other defaults of a section of which one field is set", () => {
    expect(Config.parse({ webhooks: { port: 0 } }).webhooks).toMatchObject({
      port: 0,
      host: "127.0.0.1",
    });
  });

  it.each([
    [{ webhooks: { port: 65_536 } }, "webhooks.port"],
    [{ webhooks: { port: "8742" } }, "webhooks.port"],
    [{ webhooks: { public_base_url: "ftp://x" } }, "webhooks.public_base_url"],
    [{ webhooks: { public_base_url: "example.org" } }, "webhooks.public_base_url"],
    [{ webhooks: { max_body_bytes: 0 } }, "webhooks.max_body_bytes"],
    [{ webhooks: { dedupe_days: 0 } }, "webhooks.dedupe_days"],
    [{ agents: { max_concurrent_runs: 0 } }, "agents.max_concurrent_runs"],
    [{ features: { agents: "yes" } }, "features.agents"],
    [{ targets: [{ name: "a b", kind: "command", command: ["x"] }] }, "targets.0.name"],
    [{ targets: [{ name: "a", kind: "carrier-pigeon", command: ["x"] }] }, "targets.0.kind"],
    [{ targets: [{ name: "a", kind: "command", command: [] }] }, "targets.0.command"],
    [{ safe_mode: 1 }, "safe_mode"],
  ])("refuses %j and names the field", (config, path) => {
    expect(pathsOf(config)).toContain(path);
  });

  it.each([{ webhook: {} }, { webhooks: { prot: 1 } }, { features: { agent: true } }])(
    "refuses the unknown field of %j",
    (config) => {
      expect(Config.safeParse(config).success).toBe(false);
    },
  );

  it.each(Object.entries(CONFIG_FIELDS))("says what %s means", (_, field) => {
    expect(field.meta()?.description).toMatch(/\w/);
  });
});
