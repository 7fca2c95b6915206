import { describe, expect, it } from "vitest";
import { readArguments } from "../../../../src/cli/mcp/read-arguments.ts";
import type { ToolDeps } from "../../../../src/cli/mcp/tool.ts";
import { addHook, changeHook } from "../../../../src/cli/mcp/tools/hooks.ts";

/** A daemon that keeps what is posted. */
function daemonWith(shown: unknown, answer: unknown = {}) {
  const posted: unknown[] = [];
  const client = {
    get: () => Promise.resolve(shown),
    post(_path: string, body: unknown) {
      posted.push(body);
      return Promise.resolve(answer);
    },
  };
  const deps = { connect: () => Promise.resolve(client), ask: null } as unknown as ToolDeps;
  return { posted, deps };
}

const change = (deps: ToolDeps, fields: object) =>
  changeHook.run(deps, readArguments({ hook: "site", fields }, changeHook.parameters));

describe("change_hook", () => {
  it("writes a draft as off, so that nobody's switch of this moment lets it run unseen", async () => {
    const { posted, deps } = daemonWith({
      enabled: false,
      entry: { mode: "command", enabled: false },
      history: { deliveries: 0 },
    });

    await change(deps, { command: ["make"] });

    expect(posted).toEqual([{ fields: { command: ["make"], enabled: false } }]);
  });

  it.each([
    ["is on", { enabled: true, entry: { enabled: true } }],
    ["is on where nothing is said", { enabled: true, entry: {} }],
    ["is written as on, and not in force yet", { enabled: false, entry: { enabled: true } }],
    ["is in force, and written as off", { enabled: true, entry: { enabled: false } }],
    [
      "has taken something",
      { enabled: false, entry: { enabled: false }, history: { deliveries: 1 } },
    ],
    ["is a route", { enabled: false, entry: { enabled: false, route: ["a"] }, history: undefined }],
  ])("takes no hook for a draft that %s", async (_, shown) => {
    const { posted, deps } = daemonWith({ history: { deliveries: 0 }, ...shown });

    await expect(change(deps, { command: ["make"] })).rejects.toThrow("changed by its owner");

    expect(posted).toEqual([]);
  });
});

describe("add_hook", () => {
  it("tells no secret that was made", async () => {
    const answer = { id: "site", new_secret: "the-secret", new_verify_token: "the-token" };
    const { posted, deps } = daemonWith({}, answer);
    const args = readArguments({ hook: { id: "site", enabled: true } }, addHook.parameters);

    const said = JSON.stringify(await addHook.run(deps, args));

    expect(posted).toEqual([{ hook: { id: "site", enabled: false } }]);
    expect(said).not.toContain("the-");
    expect(said).toContain("wakehook hook rotate site");
  });
});
