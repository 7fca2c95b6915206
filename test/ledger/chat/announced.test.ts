import { expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import { createAnnouncer } from "../../../src/report/subscriptions/announcer.ts";
import { START, tempLedger, waitingReports } from "../temp-ledger.ts";
import { anEnd, aTurn, begin, conversationId, turnId } from "./chat-bench.ts";

it("tells subscriptions of a conversation's beginning, of each going on, and of its end", () => {
  const config = Config.parse({
    subscriptions: [{ id: "all", url: "https://example.org", secret: "x", events: ["session"] }],
  });
  const [subscription] = config.subscriptions;
  if (subscription === undefined) throw new Error("no subscription");
  const loaded = { id: "all", subscription, origin: "subscriptions" } as never;
  const announcer = createAnnouncer(() => ({ config, subscriptions: [loaded] }));
  const ledger = tempLedger().open({ announcer });
  const { chats } = ledger;

  begin(ledger, 1, { entity: "octo/site#1" });
  for (const [number, session] of [
    [1, null],
    [2, "s-1"],
  ] as const) {
    chats.addTurn(aTurn(number));
    chats.startTurn(turnId(number), START, session);
    chats.endTurn(turnId(number), anEnd());
  }
  chats.closeConversation(conversationId(1), START + 9);
  chats.closeConversation(conversationId(1), START + 10);

  const told = waitingReports(ledger).map(({ event, payload }) => [event, JSON.parse(payload)]);
  expect(told).toMatchObject([
    ["session.created", { data: { conversation_id: conversationId(1), session_id: null } }],
    ["session.resumed", { data: { session_id: "s-1", entity: "octo/site#1", chat: "main" } }],
    ["session.terminated", { data: { agent: "claude", title: "t" } }],
  ]);
});
