import { expect, it } from "vitest";
import type { RetentionPolicy } from "../../../src/core/ports/ledger-port.ts";
import { DAY_MS, deliveryId, runId, START } from "../temp-ledger.ts";
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

const policy = (days: number): RetentionPolicy => ({
  now: START + days * DAY_MS,
  days: 30,
  maxDeliveries: 1000,
  maxBytes: 1e9,
  dedupeDays: 7,
});

it("forgets what was said long ago, and keeps what waits", () => {
  const { ledger, chats } = chatLedger();
  const card = { token: "t".repeat(22), deliveryId: deliveryId(1), buttons: [] };
  const place = { chat: "1", thread: null };
  chats.say(aMessage(1));
  chats.addPost({ messageId: messageId(1), target: "phone", place, refs: ["a"], isWhole: true }, 1);
  chats.say(aMessage(2, { card }));
  begin(ledger, 1);
  chats.addTurn(aTurn(1));
  chats.say(aMessage(3, { turnId: turnId(1), conversationId: conversationId(1) }));
  chats.say(aMessage(4));
  chats.say(aMessage(5, { createdAt: START + 20 * DAY_MS }));
  chats.say(aMessage(6, { createdAt: START + 20 * DAY_MS }));

  ledger.prune(policy(29));
  expect(chats.messages({})).toHaveLength(6);
  ledger.prune(policy(31));
  expect(chats.messages({}).map(({ number }) => number)).toEqual([2, 3, 5, 6]);
  expect(chats.posts(messageId(1))).toEqual([]);
  expect(chats.messageOfRef("phone", "a")).toBeNull();
  expect(chats.openCards(null)).toHaveLength(1);
  ledger.prune(policy(60));
  expect(chats.messages({}).map(({ number }) => number)).toEqual([2, 3, 6]);
});

it("keeps a message that is on its way, however old", () => {
  const { ledger, chats } = chatLedger();
  chats.say(aMessage(1));
  chats.say(aMessage(2, { postTo: ["phone"] }));
  chats.say(aMessage(3));
  ledger.prune(policy(31));
  expect(chats.messages({}).map(({ number }) => number)).toEqual([2, 3]);

  const [entry] = ledger.outbox({ state: "waiting" });
  ledger.reportSent(entry?.id ?? 0, { at: START, durationMs: 0, httpStatus: null, error: null });
  ledger.prune(policy(31));
  expect(chats.messages({}).map(({ number }) => number)).toEqual([3]);
});

it("keeps more messages than are wanted only for their age", () => {
  const { ledger, chats } = chatLedger();
  for (let number = 1; number <= 5; number += 1) chats.say(aMessage(number));
  ledger.prune({ ...policy(1), maxDeliveries: 2 });
  expect(chats.messages({}).map(({ number }) => number)).toEqual([4, 5]);
});

it("forgets turns with their folders, and conversations that nobody went on with", () => {
  const { ledger, chats } = chatLedger();
  begin(ledger, 1);
  begin(ledger, 2, { entity: "octo/site#1" });
  for (let number = 1; number <= 5; number += 1) {
    chats.addTurn(aTurn(number));
    chats.endTurn(turnId(number), anEnd());
  }
  chats.addTurn({ ...aTurn(9, conversationId(2)), origin: "hook", runId: runId(1) });
  chats.endTurn(turnId(9), anEnd());

  expect(ledger.prune(policy(29)).emptiedRuns).toEqual([]);
  expect(ledger.prune(policy(31)).emptiedRuns).toEqual([turnId(1), turnId(2)]);
  ledger.prune(policy(31));

  // A new session of the owner's conversation is told of the last turns.
  expect(chats.turns(conversationId(1), 9).map(({ id }) => id)).toEqual([
    turnId(5),
    turnId(4),
    turnId(3),
  ]);
  expect(chats.conversation(conversationId(1))).not.toBeNull();
  expect(chats.conversation(conversationId(2))).toBeNull();
  expect(chats.turns(conversationId(2), 9)).toEqual([]);
});

it("forgets what came in as a delivery's claim, and handovers with the runs", () => {
  const { ledger, chats } = chatLedger();
  const inbound = { target: "phone", id: "7", message: null, turn: null, at: START };
  chats.hear(inbound);
  chats.handOver(Buffer.alloc(32, 1), {
    runId: runId(1),
    target: "bot",
    level: "written",
    handedAt: START,
    levelAt: START,
  });
  ledger.prune(policy(6));
  expect(chats.hear(inbound)).toBeNull();
  ledger.prune(policy(8));
  expect(chats.hear(inbound)).not.toBeNull();
  expect(chats.handovers(runId(1))).toHaveLength(1);
  ledger.prune(policy(31));
  expect(chats.handovers(runId(1))).toEqual([]);
});
