import { describe, expect, it } from "vitest";
import { pauseTarget } from "../../../src/cli/control/pause-target.ts";

const KNOWN = { hook: ["site", "claude", "all"], provider: ["claude", "codex"] };

describe("pauseTarget", () => {
  it.each([
    ["all", { kind: "all", name: "all" }],
    ["hook:all", { kind: "hook", name: "all" }],
    ["site", { kind: "hook", name: "site" }],
    ["codex", { kind: "provider", name: "codex" }],
    ["hook:claude", { kind: "hook", name: "claude" }],
    ["provider:claude", { kind: "provider", name: "claude" }],
  ])("of %s is %j", (typed, target) => {
    expect(pauseTarget(typed, KNOWN)).toEqual(target);
  });

  it.each([
    ["claude", 'a hook and a provider are called "claude"'],
    ["sote", 'no hook and no provider is called "sote"'],
    ["provider:site", 'no hook and no provider is called "provider:site"'],
    ["", 'no hook and no provider is called ""'],
  ])("refuses %j", (typed, words) => {
    expect(() => pauseTarget(typed, KNOWN)).toThrow(words);
  });
});
