import { describe, expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import { PROVIDER_ALIASES, PROVIDERS, providerName } from "../../../src/core/settings/providers.ts";

describe("a provider's other name", () => {
  it("is read as the provider's own wherever one is written", () => {
    const hook = { id: "a", title: "A", mode: "cron_task" };

    expect(Hook.parse({ ...hook, provider: "claude-code" }).provider).toBe("claude");
    expect(Hook.parse({ ...hook, provider: ["codex", "claude-code"] }).provider).toEqual([
      "codex",
      "claude",
    ]);
    expect(Config.parse({ agents: { provider: "claude-code" } }).agents.provider).toBe("claude");
  });

  it("is no provider itself, and leads to one", () => {
    for (const [alias, name] of Object.entries(PROVIDER_ALIASES)) {
      expect(PROVIDERS).not.toHaveProperty(alias);
      expect(PROVIDERS).toHaveProperty(name);
    }
  });

  it.each(["claude", "claud-code", "", "constructor", "__proto__"])("is not %j", (name) => {
    expect(providerName(name)).toBe(name);
  });
});
