import { describe, expect, it } from "vitest";
import { entityOfHook } from "../../../src/chat/conversations/open-conversation.ts";
import type { HookId, RunId } from "../../../src/core/records/ids.ts";

const RUN = "run_1" as RunId;
const hook = (source: string, id = "site") => ({
  id: id as HookId,
  source,
  session: "entity" as const,
});

describe("what a hook's conversation is about", () => {
  it("is no other conversation's, whatever a sender calls its things", () => {
    for (const entity of ["main", "", "new/run_1", "hook/other:x", "github:octo/site#1"])
      expect(entityOfHook(hook("generic"), { entity }, RUN)).toBe(`hook/site:${entity}`);
    expect(entityOfHook(hook("generic", "other"), { entity: "x" }, RUN)).toBe("hook/other:x");
    expect(entityOfHook(hook("generic"), { entity: null }, RUN)).toBe("new/run_1");
  });

  it("is told apart from another one that begins with the same 200 characters", () => {
    const begin = "a".repeat(300);
    const one = entityOfHook(hook("github"), { entity: `${begin}1` }, RUN);
    const two = entityOfHook(hook("github"), { entity: `${begin}2` }, RUN);

    expect(one).not.toBe(two);
    expect(one).toHaveLength(200);
    expect(entityOfHook(hook("github"), { entity: `${begin}1` }, RUN)).toBe(one);
  });

  it("is whole characters, also where the limit falls into one", () => {
    for (let fill = 0; fill < 4; fill += 1) {
      const entity = entityOfHook(
        hook("github"),
        { entity: "a".repeat(fill) + "🦊".repeat(200) },
        RUN,
      );
      expect(entity?.isWellFormed()).toBe(true);
    }
  });
});
