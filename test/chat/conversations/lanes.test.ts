import { expect, it } from "vitest";
import { createLanes, type LaneTurn, type Lanes } from "../../../src/chat/conversations/lanes.ts";
import type { ConversationId, TurnId } from "../../../src/core/records/ids.ts";

const BOTH = ["owner", "hook"] as const;

function turn(
  id: string,
  more: Partial<Omit<LaneTurn, "id" | "conversationId">> & { in?: string },
) {
  const { in: conversation = "c", ...rest } = more;
  return {
    id: id as TurnId,
    origin: "hook" as const,
    conversationId: conversation as ConversationId,
    account: "claude",
    folder: "/chat",
    ...rest,
  };
}

function lanes(...turns: LaneTurn[]): Lanes {
  const made = createLanes();
  for (const one of turns) made.add(one);
  return made;
}

const nextOf = (made: Lanes): string | undefined => made.next(BOTH)?.id;

it("lets the owner's go first, then those that came first", () => {
  const made = lanes(turn("a", {}), turn("b", {}), turn("c", { origin: "owner" }));

  expect(nextOf(made)).toBe("c");
  expect(nextOf(made)).toBeUndefined();
  made.release("c" as TurnId);
  expect(nextOf(made)).toBe("a");
  made.release("a" as TurnId);
  expect(nextOf(made)).toBe("b");
});

it.each([
  ["a conversation", { account: "x", folder: "/x" }],
  ["an account", { in: "d", folder: "/x" }],
  ["a folder", { in: "d", account: "x" }],
])("lets one at a time go on with %s", (_, other) => {
  const made = lanes(turn("a", {}), turn("b", other));

  expect(nextOf(made)).toBe("a");
  expect(nextOf(made)).toBeUndefined();
  expect(made.inFrontOf(turn("b", other))).toBe("a");
  made.release("a" as TurnId);
  expect(nextOf(made)).toBe("b");
});

it("lets those go on together that share nothing", () => {
  const made = lanes(turn("a", {}), turn("b", { in: "d", account: "codex", folder: "/x" }));

  expect([nextOf(made), nextOf(made)]).toEqual(["a", "b"]);
  expect(made.goingIn("d" as ConversationId)).toBe("b");
});

it("lets nobody overtake on what one in front waits for", () => {
  const made = lanes(
    turn("a", { in: "1", account: "claude", folder: "/1" }),
    turn("b", { in: "2", account: "claude", folder: "/2" }),
    turn("c", { in: "3", account: "codex", folder: "/2" }),
  );
  expect(nextOf(made)).toBe("a");
  expect(nextOf(made)).toBeUndefined();
});

it("forgets one that leaves, and takes none twice", () => {
  const made = lanes(turn("a", {}), turn("b", {}));
  expect(made.leave("a" as TurnId)).toBe(true);
  expect(made.leave("a" as TurnId)).toBe(false);
  expect(nextOf(made)).toBe("b");
  made.add(turn("b", {}));
  made.release("b" as TurnId);
  expect(nextOf(made)).toBeUndefined();
});

it("passes the owner's by where only hooks' may go on", () => {
  const made = lanes(turn("a", { origin: "owner" }), turn("b", {}));
  expect(made.next(["hook"])?.id).toBe("b");
});
