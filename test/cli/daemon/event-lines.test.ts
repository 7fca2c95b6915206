import { expect, it } from "vitest";
import { eventLines } from "../../../src/cli/daemon/event-lines.ts";

const out = { style: (_: string, text: string) => text };

it.each([
  [{ state: "up", since: 1, detail: null }, "chat phone  up"],
  [{ state: "down", since: 1, detail: "401: revoked\u001b[31m" }, "chat phone  down: 401: revoked"],
] as const)("shows how a chat does: %j", (health, words) => {
  const [line = "", ...more] = eventLines({ type: "channel", at: 0, target: "phone", health }, out);

  expect(line).toContain(words);
  expect(line).not.toContain("\u001b");
  expect(more).toEqual([]);
});
