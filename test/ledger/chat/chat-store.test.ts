import { describe, expect, it } from "vitest";
import { openLedgerReader } from "../../../src/ledger/reading/open-reader.ts";
import { deliveryId, LIMITS, aDelivery, runId, START, waitingReports } from "../temp-ledger.ts";
import {
  aMessage,
  anEnd,
  aTurn,
  begin,
  chatLedger,
  conversationId,
  messageId,
  turnId,
} from "./chat-bench.ts";

const HASH = Buffer.alloc(32, 1);
const OTHER = Buffer.alloc(32, 2);

describe("conversations", () => {
  it("has one open for each chat, entity and agent", () => {
    const { ledger, chats } = chatLedger();
    const main = begin(ledger, 1);

    expect(chats.openConversation({ chat: "main", entity: null, agent: "claude" })).toEqual(main);
    expect(() => begin(ledger, 2)).toThrow(expect.objectContaining({ code: "refused" }));
    expect(chats.openConversation({ chat: "main", entity: null, agent: "codex" })).toBeNull();
  });

  it.each(["", "null", "main"])("keeps the owner's apart from an entity called %j", (entity) => {
    const { ledger, chats } = chatLedger();
    const main = begin(ledger, 1);
    const other = begin(ledger, 2, { entity });

    expect(chats.openConversation({ chat: "main", entity: null, agent: "claude" })?.id).toBe(
      main.id,
    );
    expect(chats.openConversation({ chat: "main", entity, agent: "claude" })?.id).toBe(other.id);
  });

  it("gives way to a new one where it was closed", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    chats.closeConversation(conversationId(1), START + 5);

    const next = begin(ledger, 2);
    expect(chats.conversation(conversationId(1))).toMatchObject({ state: "closed" });
    expect(chats.conversations({ state: "open" }).map(({ id }) => id)).toEqual([next.id]);
  });

  it("lists the newest change first, with what is unread", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    begin(ledger, 2, { entity: "octo/site#1" });
    chats.say(aMessage(10, { conversationId: conversationId(1), text: "x".repeat(500) }));

    expect(chats.conversations({ chat: "main" })).toMatchObject([
      { id: conversationId(1), unread: 1, lastText: "x".repeat(200) },
      { id: conversationId(2), unread: 0, lastText: null },
    ]);
    expect(chats.conversations({ chat: "other" })).toEqual([]);
  });
});

describe("turns", () => {
  it("go from queued over running to done, and no other way", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    expect(chats.addTurn(aTurn(1))).toMatchObject({ state: "queued", level: "accepted" });
    expect(chats.startTurn(turnId(1), START + 2, null)).toMatchObject({ state: "running" });
    expect(() => chats.startTurn(turnId(1), START, null)).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
    chats.setTurnProcess(turnId(1), { pid: 7, start: "p" });
    expect(chats.turn(turnId(1))?.process).toEqual({ pid: 7, start: "p" });

    const ended = chats.endTurn(turnId(1), anEnd({ messages: [aMessage(1)] }));

    expect(ended).toMatchObject({ state: "done", status: "success", sessionAfter: "s-1" });
    expect(chats.message(messageId(1))).toMatchObject({ text: "words 1", number: 1 });
    expect(() => chats.endTurn(turnId(1), anEnd())).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
    expect(chats.conversation(conversationId(1))).toMatchObject({
      sessionId: "s-1",
      summary: "what was",
      turns: 1,
      updatedAt: START + 500,
    });
  });

  it("write nothing of an end whose message cannot be written", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    chats.say(aMessage(1));
    chats.addTurn(aTurn(1));

    expect(() => chats.endTurn(turnId(1), anEnd({ messages: [aMessage(1)] }))).toThrow();
    expect(chats.turn(turnId(1))).toMatchObject({ state: "queued" });
    expect(chats.conversation(conversationId(1))).toMatchObject({ sessionId: null, turns: 0 });
  });

  it("count only where they ran", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    chats.addTurn(aTurn(1));
    chats.endTurn(turnId(1), anEnd({ status: "error:stopped", sessionAfter: null }));

    expect(chats.conversation(conversationId(1))).toMatchObject({ turns: 0, sessionId: null });
  });

  it("tell their conversation the session while they run", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    chats.addTurn(aTurn(1));
    chats.setSession(conversationId(1), turnId(1), "s-9");

    expect(chats.conversation(conversationId(1))?.sessionId).toBe("s-9");
    expect(chats.turn(turnId(1))?.sessionAfter).toBe("s-9");
  });

  it("are there for the next daemon, oldest first", () => {
    const { ledger, chats, open, paths } = chatLedger();
    begin(ledger, 1);
    for (const number of [1, 2, 3]) chats.addTurn(aTurn(number));
    chats.startTurn(turnId(2), START, null);
    chats.endTurn(turnId(1), anEnd());
    ledger.close();

    expect(
      open()
        .chats.openTurns()
        .map(({ id }) => id),
    ).toEqual([turnId(2), turnId(3)]);
    const reader = openLedgerReader(paths.database);
    expect(reader.chats.turns(conversationId(1), 2).map(({ id }) => id)).toEqual([
      turnId(3),
      turnId(2),
    ]);
    reader.close();
  });
});

describe("messages", () => {
  it("are written with their posts, once per key", () => {
    const { ledger, chats } = chatLedger();
    const first = chats.say(aMessage(1, { key: "k", postTo: ["phone", "phone", "desk"] }));

    expect(first).toMatchObject({ number: 1, files: [], silent: false, card: null, origin: "" });
    expect(chats.say(aMessage(2, { key: "k", postTo: ["phone"] }))).toBeNull();
    expect(chats.messageOfKey("k")).toEqual(first);
    expect(waitingReports(ledger).map(({ sink, payload }) => [sink, payload])).toEqual([
      ["target:phone", `{"message":"${messageId(1)}"}`],
      ["target:desk", `{"message":"${messageId(1)}"}`],
    ]);
  });

  it("are listed after a number or before one, oldest first", () => {
    const { chats } = chatLedger();
    for (let number = 1; number <= 6; number += 1)
      chats.say(aMessage(number, { chat: number === 3 ? "other" : "main" }));

    const numbers = (filter: Parameters<typeof chats.messages>[0]): number[] =>
      chats.messages(filter).map(({ number }) => number);
    expect(numbers({ chat: "main", limit: 2 })).toEqual([5, 6]);
    expect(numbers({ chat: "main", after: 1, limit: 2 })).toEqual([2, 4]);
    expect(numbers({ chat: "main", before: 5, limit: 2 })).toEqual([2, 4]);
    expect(numbers({ hookId: aDelivery(1).hookId })).toEqual([]);
  });

  it("are unread until they are seen, the owner's own apart", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    chats.say(aMessage(1));
    chats.say(aMessage(2, { author: "owner" }));
    chats.say(aMessage(3, { conversationId: conversationId(1) }));
    expect(chats.unread("main")).toBe(2);

    chats.markRead({ chat: "main", conversationId: conversationId(1) }, 3, START + 9);
    expect(chats.unread("main")).toBe(1);
    chats.markRead({ chat: "main" }, 3, START + 9);
    expect(chats.unread("main")).toBe(0);
    expect(chats.message(messageId(2))?.readAt).toBeNull();
  });

  it("come in once, with the turn that answers them", () => {
    const { ledger, chats } = chatLedger();
    begin(ledger, 1);
    const inbound = (number: number) => ({
      target: "phone",
      id: "update 7",
      message: aMessage(number, { author: "owner" as const, origin: "phone" }),
      turn: aTurn(number),
      at: START,
    });

    expect(chats.hear(inbound(1))).toMatchObject({ message: { origin: "phone" }, turn: {} });
    expect(chats.hear(inbound(2))).toBeNull();
    expect(chats.openTurns()).toHaveLength(1);
    expect(chats.hear({ ...inbound(3), target: "desk", message: null, turn: null })).toEqual({
      message: null,
      turn: null,
    });
  });

  it("are not taken as heard where they could not be written", () => {
    const { chats } = chatLedger();
    const inbound = { target: "phone", id: "7", message: aMessage(1), turn: null, at: START };
    expect(() => chats.hear({ ...inbound, turn: aTurn(1) })).toThrow(
      expect.objectContaining({ code: "not_found" }),
    );
    expect(chats.hear(inbound)).not.toBeNull();
  });
});

describe("posts", () => {
  it("grow part by part, and each part leads back to its message", () => {
    const { chats } = chatLedger();
    chats.say(aMessage(1));
    const post = {
      messageId: messageId(1),
      target: "phone",
      place: { chat: "42", thread: null },
      isWhole: false,
    };
    chats.addPost({ ...post, refs: ["a"] }, START + 1);
    chats.addPost({ ...post, refs: ["a", "b"], isWhole: true }, START + 2);

    expect(chats.post(messageId(1), "phone")).toEqual({
      ...post,
      refs: ["a", "b"],
      isWhole: true,
      postedAt: START + 1,
    });
    expect(chats.posts(messageId(1))).toHaveLength(1);
    expect(chats.messageOfRef("phone", "b")?.id).toBe(messageId(1));
    expect(chats.messageOfRef("desk", "b")).toBeNull();
  });
});

describe("cards", () => {
  const card = {
    token: "t".repeat(22),
    deliveryId: deliveryId(1),
    buttons: [{ verb: "run", label: "Run" }],
  } as const;
  const answer = { verb: "run", words: "Run, by Ada", by: "Ada", at: START + 9 } as const;

  it("are answered once; who is second is told what was said", () => {
    const { chats } = chatLedger();
    chats.say(aMessage(1, { card }));
    expect(chats.openCards(deliveryId(1))).toHaveLength(1);
    expect(chats.openCards(null)).toHaveLength(1);
    expect(chats.messageOfToken(card.token)?.id).toBe(messageId(1));

    expect(chats.decide(card.token, answer)).toEqual({
      kind: "decided",
      deliveryId: deliveryId(1),
      messageId: messageId(1),
    });
    expect(chats.decide(card.token, { ...answer, verb: "discard", by: "Bob" })).toEqual({
      kind: "already",
      decision: "run",
      words: "Run, by Ada",
      by: "Ada",
    });
    expect(chats.decide("u".repeat(22), answer)).toEqual({ kind: "unknown" });
    expect(chats.openCards(deliveryId(1))).toEqual([]);
    expect(chats.message(messageId(1))?.card).toEqual({ ...card, decided: "Run, by Ada" });
  });

  it("are shown anew wherever they are, and wherever they are on their way to", () => {
    const { ledger, chats } = chatLedger();
    chats.say(aMessage(1, { card, postTo: ["slow"] }));
    const place = { chat: "42", thread: null };
    chats.addPost(
      { messageId: messageId(1), target: "phone", place, refs: ["a"], isWhole: true },
      START,
    );

    chats.decide(card.token, answer);

    const edits = waitingReports(ledger).filter(({ payload }) => payload.includes("edit"));
    expect(edits.map(({ sink }) => sink).toSorted()).toEqual(["target:phone", "target:slow"]);
    expect(edits[0]?.payload).toBe(`{"edit":"${messageId(1)}"}`);
  });
});

describe("who is who", () => {
  it("knows those who were paired until they are not", () => {
    const { chats } = chatLedger();
    const ada = {
      target: "phone",
      sender: "1",
      name: "Ada",
      role: "owner",
      place: { chat: "1", thread: null },
      pairedAt: START,
    } as const;
    chats.pair(ada);
    chats.pair({ ...ada, name: "Ada L." });
    chats.remember("phone", "offset", "7");
    chats.remember("phone", "offset", "8");

    expect(chats.identities("phone")).toEqual([{ ...ada, name: "Ada L." }]);
    expect(chats.channelState("phone", "offset")).toBe("8");
    expect(chats.unpair("phone", "2")).toBe(false);
    expect(chats.unpair("phone", "1")).toBe(true);
    chats.pair(ada);
    chats.openPairing("phone", HASH, START + 9);
    chats.forgetTarget("phone");
    expect(chats.identities("phone")).toEqual([]);
    expect(chats.channelState("phone", "offset")).toBeNull();
    expect(chats.tryPairing("phone", HASH, START)).toBe(false);
  });

  it("takes a code once, and not after its time", () => {
    const { chats } = chatLedger();
    chats.openPairing("phone", HASH, START + 10);
    expect(chats.tryPairing("desk", HASH, START)).toBe(false);
    expect(chats.tryPairing("phone", HASH.subarray(1), START)).toBe(false);
    expect(chats.tryPairing("phone", HASH, START + 9)).toBe(true);
    expect(chats.tryPairing("phone", HASH, START + 9)).toBe(false);

    chats.openPairing("phone", HASH, START + 10);
    expect(chats.tryPairing("phone", HASH, START + 10)).toBe(false);
  });

  it("closes the window after five wrong codes", () => {
    const { chats } = chatLedger();
    chats.openPairing("phone", HASH, START + 10);
    for (let tried = 1; tried <= 4; tried += 1)
      expect(chats.tryPairing("phone", OTHER, START)).toBe(false);
    chats.openPairing("desk", HASH, START + 10);
    expect(chats.tryPairing("phone", OTHER, START)).toBe(false);
    expect(chats.tryPairing("phone", HASH, START)).toBe(false);
    expect(chats.tryPairing("desk", HASH, START)).toBe(true);
  });
});

describe("handovers", () => {
  it("only rise, and not after their end", () => {
    const { chats } = chatLedger();
    const handover = {
      runId: runId(1),
      target: "bot",
      level: "written",
      handedAt: START,
      levelAt: START,
    } as const;
    chats.handOver(HASH, handover);

    const taken = { level: "taken", reply: null, at: START + 1 } as const;
    expect(chats.acknowledge(HASH, taken)).toMatchObject({ level: "taken", levelAt: START + 1 });
    expect(chats.acknowledge(HASH, { ...taken, level: "accepted" })?.level).toBe("taken");
    expect(chats.acknowledge(OTHER, taken)).toBeNull();
    chats.endHandovers(runId(1), START + 5);
    expect(chats.acknowledge(HASH, { level: "finished", reply: "late", at: START + 6 })).toEqual({
      ...handover,
      level: "taken",
      levelAt: START + 1,
      reply: null,
      endedAt: START + 5,
    });
    expect(chats.handovers(runId(1))).toHaveLength(1);
  });
});

it("stays what it is while deliveries come and go", async () => {
  const { ledger, chats, open } = chatLedger();
  await ledger.accept(aDelivery(1), LIMITS);
  chats.say(aMessage(1, { deliveryId: deliveryId(1) }));
  ledger.close();

  const next = open();
  expect(next.chats.message(messageId(1))).toMatchObject({ deliveryId: deliveryId(1) });
  expect(next.waitingCount()).toBe(1);
});
