import { describe, expect, it } from "vitest";
import { nearestName } from "../../../src/core/text/nearest.ts";

describe("nearestName", () => {
  it.each([
    ["promt_template", ["prompt_template", "prompt_file"], "prompt_template"],
    ["claud", ["claude", "codex"], "claude"],
    ["wak", ["wake", "notify"], "wake"],
    ["kittens", ["wake", "notify"], undefined],
    ["timeout", ["timeout_seconds", "title"], "timeout_seconds"],
    ["folder", ["task_folder", "trust_folder"], undefined],
    ["foo", ["to", "fork"], undefined],
    ["em", ["me", "you"], "me"],
    ["anything", [], undefined],
    ["", ["wake"], undefined],
  ])("finds the name that %j was meant to be", (typed, valid, expected) => {
    expect(nearestName(typed, valid)).toBe(expected);
  });
});
