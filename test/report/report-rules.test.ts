import { expect, it } from "vitest";
import { Config } from "../../src/core/settings/config.ts";
import { heldInSafeMode, reportRules } from "../../src/report/report-rules.ts";

it.each([
  ["log", false],
  ["target:local", false],
  ["target:phone", true],
  ["subscription:ci", true],
])("in safe mode %s is held back: %s", (name, isHeldBack) => {
  const config = Config.parse({ safe_mode: true });

  expect(heldInSafeMode(reportRules(name), name, config).isHeldBack).toBe(isHeldBack);
  expect(heldInSafeMode(reportRules(name), name, Config.parse({})).isHeldBack).toBe(false);
});

it("does not take a program for the local chat because of its name", () => {
  const targets = [{ name: "local", kind: "command", command: ["notify"] }];
  const config = Config.parse({ safe_mode: true, targets });

  expect(heldInSafeMode(reportRules("x"), "target:local", config).isHeldBack).toBe(true);
});
