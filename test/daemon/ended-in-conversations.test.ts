import { afterEach, expect, it } from "vitest";
import { endedInConversations } from "../../src/daemon/ended-in-conversations.ts";
import { conversationBench, readyAgent, wakeOf } from "../chat/conversations/conversation-bench.ts";

let close = (): Promise<void> => Promise.resolve();
afterEach(() => close());

it("knows a run whose answer was told before its row was written", async () => {
  const bench = await conversationBench(readyAgent());
  close = () => bench.modes.close();
  await bench.conversations.start();
  const wake = await wakeOf(bench, "look", { postTo: ["local", "phone"] });
  const run = { id: wake.request.runId };
  expect(endedInConversations(bench.store, run)).toBeNull();

  await bench.conversations.wake(wake);

  expect(endedInConversations(bench.store, run)).toEqual({
    status: "success",
    answer: "answer 1",
    agent: "local, phone",
    sessionId: "s-1",
    costUsd: undefined,
  });
  await bench.conversations.shutdown(0);
});
