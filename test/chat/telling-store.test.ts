import { expect, it } from "vitest";
import { tellingStore } from "../../src/chat/telling-store.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { deliveryId, START } from "../ledger/temp-ledger.ts";
import {
  aMessage,
  anEnd,
  aTurn,
  begin,
  chatLedger,
  conversationId,
  messageId,
  turnId,
} from "../ledger/chat/chat-bench.ts";

it("tells what was written, after it was written, and nothing of what was not", () => {
  const { chats } = chatLedger();
  const told: string[] = [];
  const emit = (event: WakehookEvent): void => {
    if (event.type === "turn") told.push(`${event.chat} turn ${event.turn.state}`);
    if (event.type === "message")
      told.push(`${event.message.text} ${event.message.card?.decided ?? ""}`.trim());
    if (event.type === "conversation") told.push(event.conversation.state);
  };
  const store = tellingStore({ store: chats, clock: { now: () => START }, emit });
  const taken = (): string[] => told.splice(0);

  begin({ chats: store }, 1);
  store.addTurn(aTurn(1));
  store.startTurn(turnId(1), START, null);
  store.endTurn(turnId(1), anEnd({ messages: [aMessage(1)] }));
  expect(taken()).toEqual([
    "open",
    "main turn queued",
    "main turn running",
    "words 1",
    "main turn done",
  ]);

  const card = { token: "t".repeat(22), deliveryId: deliveryId(1), buttons: [] };
  store.say(aMessage(2, { key: "k", card }));
  store.say(aMessage(3, { key: "k" }));
  store.decide(card.token, { verb: "run", words: "Run", by: "Ada", at: START });
  store.decide(card.token, { verb: "run", words: "Run", by: "Ada", at: START });
  store.refresh(messageId(2), START);
  expect(taken()).toEqual(["words 2", "words 2 Run", "words 2 Run"]);

  const inbound = { target: "p", id: "1", message: aMessage(4), turn: null, at: START };
  store.hear(inbound);
  store.hear({ ...inbound, message: aMessage(5) });
  store.closeConversation(conversationId(1), START);
  expect(() => store.startTurn(turnId(1), START, null)).toThrow();
  expect(taken()).toEqual(["words 4", "closed"]);
});
