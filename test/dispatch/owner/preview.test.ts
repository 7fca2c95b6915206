// What the owner is shown before a word is given is what runs then.

import { describe, expect, it } from "vitest";
import { startedWorld } from "../world.ts";

describe("a preview", () => {
  it("shows the provider, folder and permission with which the run starts then", async () => {
    const world = await startedWorld({
      a: { approval: "always", permission: "edit", allowed_tools: ["Bash(git *)"] },
    });
    const id = await world.post("a");
    const before = world.dispatcher.preview(id);

    world.dispatcher.approve(id, null);
    await world.settle();

    expect(world.runOf(id).request.hook).toEqual(before.hook);
    expect(before.hook.permission).toBe("edit");
  });

  it("shows what trust allows the author, and by which line", async () => {
    const world = await startedWorld({
      a: { approval: "always", permission: "full", accept_risk: true, trust: { "*": "read_only" } },
    });
    const { hook, trust } = world.dispatcher.preview(await world.post("a"));

    expect(hook).toMatchObject({ permission: "read_only", allowedTools: [], mcpServers: [] });
    expect(trust).toEqual({ level: "read_only", reason: "trust says read_only for *" });
  });

  it.each([
    ["the owner says for reading only", { allowed_tools: ["Bash(git *)"] }, "read_only", []],
    [
      "trust gives others more",
      { allowed_tools: ["Bash(git *)"], trust: { "who=owner": "edit", "*": "read_only" } },
      null,
      [],
    ],
    [
      "trust gives nobody more",
      { allowed_tools: ["Bash(git *)"], trust: { "who=owner": "read_only", "*": "hold" } },
      null,
      ["Bash(git *)"],
    ],
  ] as const)("leaves the additions of a read_only hook away where %s", async (...row) => {
    const [, fields, permission, allowedTools] = row;
    const world = await startedWorld({ a: { approval: "always", ...fields } });
    const id = await world.post("a");

    world.dispatcher.approve(id, permission);
    await world.settle();

    expect(world.runOf(id).request.hook).toMatchObject({ permission: "read_only", allowedTools });
  });

  it("starts nothing and writes nothing, also of what has ended", async () => {
    const world = await startedWorld({ a: { approval: "always" } });
    const id = await world.post("a");
    world.dispatcher.discard(id);
    const before = world.get(id);

    world.dispatcher.preview(id);
    await world.settle();

    expect(world.get(id)).toEqual(before);
    expect(world.ledger.runs({ deliveryId: id })).toEqual([]);
  });

  it("is refused where nothing could run, and where there is no such delivery", async () => {
    const world = await startedWorld({ a: { approval: "always", mode: "telepathy" } });
    const id = await world.post("a");

    expect(() => world.dispatcher.preview(id)).toThrow("its mode telepathy is not at work");
    expect(() => world.dispatcher.preview("dlv_00000000000000000000000099" as never)).toThrow(
      "no delivery",
    );
  });
});
