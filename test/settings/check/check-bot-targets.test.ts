import { expect, test } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import { botTargetProblems } from "../../../src/settings/check/check-bot-targets.ts";

const problems = (target: object) =>
  botTargetProblems(Config.parse({ targets: [{ name: "bot", ...target }] }));
const claw = (url: string) => problems({ kind: "openclaw", url, token: "t" });

test("a folder of an open session is a whole path", () => {
  expect(problems({ kind: "claude_terminal" })).toEqual([]);
  expect(problems({ kind: "claude_terminal", folder: "/code/site" })).toEqual([]);
  expect(problems({ kind: "claude_terminal", folder: "~/code" })).toMatchObject([
    { level: "warning", field: "targets.0.folder", value: '"~/code"' },
  ]);
});

test("a gateway's token is not sent in the open over a network", () => {
  for (const url of [
    "http://127.0.0.1:18789",
    "http://[::1]:1/",
    "http://localhost:1",
    "https://claw.example",
  ])
    expect(claw(url)).toEqual([]);
  expect(claw("http://192.168.1.7:18789")).toMatchObject([
    { level: "warning", field: "targets.0.url", value: '"192.168.1.7"' },
  ]);
});
