import { describe, expect, it } from "vitest";
import { refusedParameters } from "../../../src/core/settings/cli-parameters.ts";

describe("refusedParameters", () => {
  it.each([
    ["claude", "--dangerously-skip-permissions"],
    ["claude", "--permission-mode=bypassPermissions"],
    ["claude", "--Permission-Mode=bypassPermissions"],
    ["claude", "--mcp-config"],
    ["claude", "--settings={}"],
    ["claude", "--allowed-tools"],
    ["claude", "-c"],
    ["codex", "-s"],
    ["codex", "-sdanger-full-access"],
    ["codex", "--sandbox=danger-full-access"],
    ["codex", "-csandbox_mode=x"],
    ["codex", "--yolo"],
    ["codex", "-C"],
    ["gemini", "-y"],
    ["gemini", "-dy"],
    ["gemini", "--approval-mode=yolo"],
    ["gemini", "--include-directories=/"],
    ["opencode", "--auto"],
    ["opencode", "--dir=/"],
    ["opencode", "-s"],
    ["claude", "--"],
    ["gemini", "-"],
    ["example", "a\0b"],
  ] as const)("refuses %s %j", (provider, parameter) => {
    expect(refusedParameters(provider, [parameter])).toHaveLength(1);
  });

  it.each([
    ["claude", ["--max-turns", "5", "--max-budget-usd", "1", "--fallback-model", "haiku"]],
    ["claude", ["--append-system-prompt", "Be short.", "--verbose"]],
    ["codex", ["--ephemeral", "--disable", "plugins", "--output-schema", "/s.json"]],
    ["gemini", ["--debug"]],
    ["opencode", ["--thinking", "--log-level", "DEBUG"]],
  ] as const)("lets %s have %j", (provider, parameters) => {
    expect(refusedParameters(provider, parameters)).toEqual([]);
  });

  it("names the flag and not its value", () => {
    expect(refusedParameters("codex", ["--config=key=secret"])[0]).toMatch(/^--config is decided/);
  });
});
