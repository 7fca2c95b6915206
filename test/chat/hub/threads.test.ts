import { expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import { begin } from "../../ledger/chat/chat-bench.ts";
import { until } from "./hub-bench.ts";
import { ANN, pairedHub } from "./paired-hub.ts";

const about = (hook: string) => ({ hookId: hook as HookId });

it("gives each hook a thread of its own, also over a restart", async () => {
  const first = await pairedHub({ entry: { topics: "hook" } });
  first.say("one", about("a"));
  first.say("two", about("b"));
  first.say("to all");
  await first.posted();
  await first.close();

  const again = { platform: first.platform, home: first.home, entry: { topics: "hook" } };
  const second = await pairedHub(again);
  second.say("three", about("a"));
  await second.posted();

  expect(first.platform.shown().map(({ text, thread }) => [text, thread])).toEqual([
    ["one", "a"],
    ["two", "b"],
    ["to all", null],
    ["three", "a"],
  ]);
  expect(first.platform.threads).toEqual(["a", "b"]);
});

it("makes a new one where the thread is gone", async () => {
  const hub = await pairedHub({ entry: { topics: "hook" } });
  hub.say("one", about("a"));
  await hub.posted();
  hub.platform.threads.splice(0);

  hub.say("two", about("a"));
  await hub.posted();

  expect(hub.platform.threads).toEqual(["a"]);
  expect(hub.platform.shown().map(({ text }) => text)).toEqual(["one", "two"]);
});

it("answers words in the chat itself where their thread is gone meanwhile", async () => {
  const hub = await pairedHub({});
  hub.platform.threads.push("t-1");
  hub.platform.write({ sender: ANN, text: "How is it?", thread: "t-1" });
  await until(() => expect(hub.conversations.heard).toHaveLength(1));
  hub.platform.threads.splice(0);

  hub.conversations.answer("It is well.");
  await hub.posted();

  expect(hub.platform.shown()).toMatchObject([{ text: "It is well.", thread: null }]);
});

it("uses the chat itself where the platform has none", async () => {
  const hub = await pairedHub({ entry: { topics: "hook" }, abilities: { threads: false } });

  hub.say("one", about("a"));
  await hub.posted();

  expect(hub.platform.shown()).toMatchObject([{ text: "one", thread: null }]);
});

it("takes words in a thread for the conversation that goes on there", async () => {
  const hub = await pairedHub({ entry: { topics: "entity" } });
  const conversation = begin({ chats: hub.store }, 1, { entity: "octo/site#42" });
  hub.say("Shall I?", { conversationId: conversation.id });
  await hub.posted();
  const [shown] = hub.platform.shown();

  hub.platform.write({ sender: ANN, text: "Do.", thread: shown?.thread ?? null });
  hub.platform.write({ sender: ANN, text: "And you?" });
  await until(() => expect(hub.conversations.heard).toHaveLength(2));

  expect(shown?.thread).toBe("octo/site#42");
  expect(hub.conversations.heard.map((one) => one.conversationId)).toEqual([conversation.id, null]);
});
