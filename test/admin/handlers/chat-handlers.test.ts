import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { CardAnswer, CardDecision } from "../../../src/core/ports/cards-port.ts";
import type { DeliveryId, HookId } from "../../../src/core/records/ids.ts";
import { stubConversations, type StubConversations } from "../../chat/hub/stub-conversations.ts";
import { aMessage, begin, chatLedger, messageId } from "../../ledger/chat/chat-bench.ts";
import { openHarness, SECRET, type Harness } from "../harness.ts";
import { NO_CHAT } from "../no-chat.ts";

const CARD = "c".repeat(22);
const DELIVERY = "dlv_01k9zzzzzzzzzzzzzzzzzzzzzz" as DeliveryId;

let harness: Harness;
let ledger: ReturnType<typeof chatLedger>;
let conversations: StubConversations;
let answered: CardAnswer[];
let decision: CardDecision;

beforeEach(() => {
  ledger = chatLedger();
  conversations = stubConversations(ledger.chats, ledger.clock);
  answered = [];
  decision = { kind: "decided", words: "Run: the terminal", deliveryId: DELIVERY };
  harness = openHarness({
    chat: {
      ...NO_CHAT,
      store: ledger.chats,
      conversations,
      cards: {
        async decide(answer) {
          answered.push(answer);
          return decision;
        },
      },
    },
  });
  onTestFinished(() => harness.close());
});

async function json(answer: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await answer).json()) as Record<string, unknown>;
}

describe("chats and conversations", () => {
  it("list what is unread, who answers, and where one's own words go", async () => {
    const { id } = begin(ledger.ledger, 1);
    begin(ledger.ledger, 2, { entity: "octo/site#42" });
    ledger.chats.say(aMessage(3, { conversationId: id, text: `it is ${SECRET}` }));

    expect(await json(harness.get("/chats"))).toEqual({
      chats: [
        { name: "main", unread: 1, targets: ["local"], agent: "claude", conversation_id: id },
      ],
    });
    const list = await json(harness.get("/conversations?state=open&limit=5"));
    expect(list["conversations"]).toMatchObject([
      { id, entity: null, unread: 1, last_text: "it is ***", going: null },
      { entity: "octo/site#42", unread: 0 },
    ]);
  });

  it("shows one with its turns and how to go on by hand", async () => {
    await harness.post("/messages", { text: "hi", id: "words-0001" });
    const { id } = ledger.chats.conversations({})[0] ?? { id: "" };

    const shown = await json(harness.get(`/conversations/${id}`));

    expect(shown).toMatchObject({
      id,
      session_id: null,
      by_hand: "claude --resume of-cnv",
      going: { state: "queued", origin: "owner" },
      newest_turns: [{ state: "queued" }],
    });
    expect(JSON.stringify(shown)).not.toContain('"process"');
    const [turn] = shown["newest_turns"] as Array<{ id: string }>;
    expect(await json(harness.get(`/turns/${turn?.id}`))).toMatchObject({ conversation_id: id });
  });

  it("end a turn, begin anew, and choose another agent", async () => {
    const { id } = begin(ledger.ledger, 1);

    expect(await json(harness.post(`/conversations/${id}/stop`))).toEqual({ stopped: false });
    expect(await json(harness.post(`/conversations/${id}/renew`))).toEqual({ closed: id });
    expect((await harness.post(`/conversations/${id}/renew`)).status).toBe(409);
    expect((await harness.post("/chats/main/agent", { agent: "codex" })).status).toBe(200);
    expect((await harness.post("/chats/main/agent", { agent: null })).status).toBe(200);
    expect(conversations.calls).toEqual([
      `stop ${id}`,
      "new main null",
      "use main codex",
      "use main null",
    ]);
  });

  it.each([
    ["GET", "/conversations/cnv_1", undefined, 404],
    ["GET", "/turns/trn_1", undefined, 404],
    ["GET", "/messages/msg_1", undefined, 404],
    ["POST", "/conversations/cnv_1/stop", undefined, 404],
    ["POST", "/chats/nope/agent", { agent: "codex" }, 404],
    ["POST", "/chats/main/agent", { agent: "clod" }, 400],
    ["POST", "/chats/main/agent", { agent: 1 }, 400],
    ["POST", "/messages", { id: "words-0001" }, 400],
    ["POST", "/messages", { text: "  ", id: "words-0001" }, 400],
    ["POST", "/messages", { text: "hi" }, 400],
    ["POST", "/messages", { text: "hi", id: "no" }, 400],
    ["POST", "/messages", { text: "hi", id: "words-0001", chat: "nope" }, 404],
    ["POST", "/messages", { text: "hi", id: "words-0001", chat: {} }, 400],
    ["POST", "/messages", { text: "hi", id: "words-0001", conversation_id: [] }, 400],
    ["POST", "/messages", { text: "hi", id: "words-0001", reply_to: {} }, 400],
    ["POST", "/messages", { text: "hi", id: "words-0001", to: "x" }, 400],
    ["POST", "/messages/read", { up_to: -1 }, 400],
    ["POST", "/messages/read", { up_to: "1" }, 400],
    ["POST", `/cards/${CARD}`, { verb: "explode" }, 400],
    ["POST", `/cards/${CARD}`, { verb: "constructor" }, 400],
    ["POST", `/cards/${CARD}`, { verb: "run", from: "toString" }, 400],
    ["GET", "/messages?conversation_id=cnv_1", undefined, 400],
    ["GET", "/messages/read", undefined, 404],
  ])("%s %s with %j gets %i", async (method, path, body, status) => {
    const answer = await (method === "GET" ? harness.get(path) : harness.post(path, body));

    expect(answer.status).toBe(status);
    expect(conversations.heard).toEqual([]);
    expect(answered).toEqual([]);
  });
});

describe("messages", () => {
  it("come in pages, forwards and backwards, of a chat, a conversation or a hook", async () => {
    const { id } = begin(ledger.ledger, 1, { entity: "e" });
    for (let number = 1; number <= 5; number += 1)
      ledger.chats.say(
        aMessage(number, {
          conversationId: number === 3 ? id : null,
          hookId: number === 4 ? ("site" as HookId) : null,
        }),
      );
    const texts = async (query: string) => {
      const page = await json(harness.get(`/messages${query}`));
      const list = page["messages"] as Array<{ text: string }>;
      return [list.map(({ text }) => text.slice(-1)).join(""), page["next_before"]];
    };

    expect(await texts("?chat=main&limit=2")).toEqual(["45", 4]);
    expect(await texts("?chat=main&before=4&limit=3")).toEqual(["123", 1]);
    expect(await texts("?after=3")).toEqual(["45", null]);
    expect(await texts(`?conversation_id=${id}`)).toEqual(["3", null]);
    expect(await texts("?hook_id=site")).toEqual(["4", null]);
    expect(await texts("?chat=other")).toEqual(["", null]);
  });

  it("show where they were posted", async () => {
    ledger.chats.say(aMessage(1));
    const place = { chat: "7", thread: null };
    ledger.chats.addPost(
      { messageId: messageId(1), target: "phone", place, refs: ["70"], isWhole: true },
      5,
    );

    expect(await json(harness.get(`/messages/${messageId(1)}`))).toMatchObject({
      text: "words 1",
      posts: [{ target: "phone", refs: ["70"], is_whole: true }],
    });
  });

  it("are marked read, of a whole chat or of one conversation", async () => {
    const { id } = begin(ledger.ledger, 1);
    ledger.chats.say(aMessage(1, { conversationId: id }));
    ledger.chats.say(aMessage(2));
    const read = (body: object) => json(harness.post("/messages/read", body));

    expect(await read({ conversation_id: id, up_to: 9 })).toEqual({ read: true, unread: 1 });
    expect(await read({ up_to: 1 })).toEqual({ read: true, unread: 1 });
    expect(await read({ chat: "main", up_to: 2 })).toEqual({ read: true, unread: 0 });
  });
});

describe("words", () => {
  it("are taken once for one id, and a repeat learns of the same turn", async () => {
    const words = { text: "what is \uD800 it?", id: "words-0001" };

    const first = await harness.post("/messages", words);
    const again = await harness.post("/messages", words);

    expect([first.status, again.status]).toEqual([202, 200]);
    const [taken, repeat] = [
      await json(Promise.resolve(first)),
      await json(Promise.resolve(again)),
    ];
    expect(taken).toMatchObject({ repeat: false, behind: null, turn: { state: "queued" } });
    expect(repeat).toMatchObject({
      repeat: true,
      message_id: taken["message_id"],
      turn: { id: (taken["turn"] as { id: string }).id },
    });
    expect(conversations.heard).toMatchObject([
      {
        inbound: { target: "local", id: "words-0001" },
        text: "what is \uFFFD it?",
        chat: "main",
        conversationId: null,
        postTo: [],
      },
    ]);
  });

  it("go to a conversation that is named, and say what they wait for", async () => {
    const { id } = begin(ledger.ledger, 1, { entity: "octo/site#42" });
    ledger.chats.say(aMessage(1, { conversationId: id }));
    const words = { text: "hi", conversation_id: id };

    await harness.post("/messages", { ...words, id: "words-0001", reply_to: messageId(1) });
    const second = await json(harness.post("/messages", { ...words, id: "words-0002" }));

    expect(second["behind"]).toMatchObject({ conversation_id: id });
    expect(conversations.heard).toMatchObject([
      { conversationId: id, replyTo: messageId(1) },
      { conversationId: id, replyTo: null },
    ]);
  });

  it("that nobody may answer are refused in the words of the conversation", async () => {
    conversations.refuseNext("features.agents is off");

    const answer = await harness.post("/messages", { text: "hi", id: "words-0001" });

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      error: "refused",
      message: "features.agents is off",
    });
  });
});

describe("cards", () => {
  it("are listed while they wait, and answered in the owner's name", async () => {
    ledger.chats.say(
      aMessage(1, {
        card: { token: CARD, deliveryId: DELIVERY, buttons: [{ verb: "run", label: "Run" }] },
      }),
    );

    expect(await json(harness.get("/cards"))).toMatchObject({
      cards: [{ card: { token: CARD, delivery_id: DELIVERY, decided: null } }],
    });
    expect(await json(harness.post(`/cards/${CARD}`, { verb: "run", from: "dashboard" }))).toEqual({
      kind: "decided",
      words: "Run: the terminal",
      delivery_id: DELIVERY,
    });
    await harness.post(`/cards/${CARD}`, { verb: "discard" });
    expect(answered).toEqual([
      { token: CARD, verb: "run", by: "the dashboard" },
      { token: CARD, verb: "discard", by: "the admin API" },
    ]);
  });

  it.each([
    ["already", 200],
    ["unknown", 404],
    ["failed", 409],
  ] as const)("say kindly what became of an answer: %s gets %i", async (kind, status) => {
    decision = { kind, words: "Somebody was first.", deliveryId: null };

    const answer = await harness.post(`/cards/${CARD}`, { verb: "run" });

    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain("Somebody was first.");
  });
});
