import { expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import { providersOf } from "../../../src/core/admission/hook-providers.ts";

const TARGETS = [
  { name: "bot", kind: "command", command: ["bot"] },
  { name: "phone", kind: "ntfy", topic: "t" },
];

function providers(hook: object, config: object = {}): readonly string[] {
  return providersOf(
    Hook.parse({ id: "h", title: "t", prompt_template: "p", ...hook }),
    Config.parse({ targets: TARGETS, agents: { provider: "claude" }, ...config }),
  );
}

it.each([
  ["a task", { mode: "cron_task" }, {}, ["claude"]],
  ["a task's own", { mode: "cron_task", provider: ["codex", "gemini"] }, {}, ["codex", "gemini"]],
  ["a message", { mode: "notify", to: ["phone"] }, {}, []],
  ["a wake of the local chat", { mode: "wake" }, {}, ["claude"]],
  ["a wake of chats", { mode: "wake", to: ["local", "phone"] }, {}, ["claude"]],
  ["the chat's provider", { mode: "wake" }, { chat: { provider: "codex" } }, ["codex"]],
  ["a wake's own", { mode: "wake", provider: "gemini" }, {}, ["gemini"]],
  ["a wake of a bot", { mode: "wake", to: ["bot"] }, {}, []],
  ["a wake of both", { mode: "wake", to: ["bot", "phone"] }, {}, []],
  ["a wake of nobody", { mode: "wake", to: ["gone"] }, {}, []],
  ["a wake of the owner's bot", { mode: "wake" }, { owner: ["bot"] }, []],
])("finds the agents of %s", (_, hook, config, expected) => {
  expect(providers(hook, config)).toEqual(expected);
});
