import { describe, expect, it, onTestFinished } from "vitest";
import { describePlatform } from "../contract/platform-contract.ts";
import { hubBench, until } from "../hub/hub-bench.ts";
import { channelBench } from "./channel-bench.ts";
import { about, OWNER, STRANGER, telegramPlatform } from "./telegram-platform.ts";

describePlatform("telegram", () => telegramPlatform());

describe("pairing", () => {
  it("is a link that one tap follows, with the name that Telegram knows the bot by", async () => {
    const { channel } = await channelBench();

    expect(await channel.pairing("2345ABCD")).toEqual({
      link: "https://t.me/wakehook_test_bot?start=2345ABCD",
      words: expect.stringContaining("@wakehook_test_bot the words: /start 2345ABCD"),
    });
  });

  it("is told in words where the bot cannot be asked for its name", async () => {
    const { channel, platform } = await channelBench();
    platform.faults.down();

    expect(await channel.pairing("2345ABCD")).toEqual({
      link: null,
      words: expect.stringContaining("/start 2345ABCD"),
    });
  });
});

describe("typing", () => {
  it("is shown in the topic, and harms nothing where it cannot be", async () => {
    const { channel, api, platform } = await channelBench();
    api.state.topics.add(`${OWNER}:4`);

    await channel.typing?.({ chat: OWNER, thread: "4" });
    platform.faults.down();
    await channel.typing?.({ chat: OWNER, thread: null });

    expect(api.calls.map(({ params }) => params["message_thread_id"])).toEqual(["4"]);
  });
});

describe("a topic", () => {
  it("is made where the chat has them, also the private one", async () => {
    const { channel, api, send } = await channelBench();
    api.state.forums.add(OWNER);

    const thread = await channel.openThread?.({ chat: OWNER, thread: null }, `x${"😀".repeat(90)}`);
    await send({ place: { chat: OWNER, thread: thread ?? "" } });

    expect(api.posted[0]?.thread).toBe(thread);
    expect(api.complaints).toEqual([]);
  });

  it("is not asked for before every message where there are none", async () => {
    const { channel, api } = await channelBench();
    const place = { chat: OWNER, thread: null };

    expect(await channel.openThread?.(place, "deploys")).toBeNull();
    expect(await channel.openThread?.(place, "deploys")).toBeNull();
    expect(api.calls).toHaveLength(1);
  });

  it("is asked for again where nobody answered", async () => {
    const { channel, platform } = await channelBench();
    platform.faults.down();

    await expect(channel.openThread?.({ chat: OWNER, thread: null }, "deploys")).rejects.toThrow();
    platform.faults.well();
    expect(await channel.openThread?.({ chat: OWNER, thread: null }, "deploys")).toBeNull();
  });
});

it("goes on in a group that is paired, also when it becomes a supergroup", async () => {
  const platform = await telegramPlatform();
  onTestFinished(() => platform.close());
  const { api } = platform;
  api.state.open.add("-5").add("-100777");
  const hub = hubBench({
    channels: { telegram: () => Promise.resolve(platform.create as never) },
    targets: [{ name: "phone", kind: "telegram", ...platform.entry }],
    features: ["telegram"],
    owner: ["phone"],
  });
  const write = (chat: number, sender: string, text: string, id: number): void =>
    api.tell({
      message: { ...about(sender, id), chat: { id: chat, type: "supergroup" }, text },
    });
  hub.start();
  const { code } = await until(() => hub.chats.channels.pair("phone", "owner"));
  write(-5, OWNER, `/start@wakehook_test_bot ${code}`, 7);
  await until(() => expect(hub.store.identities("phone")).toHaveLength(1));

  api.tell({ message: { ...about("-5", 8), migrate_to_chat_id: -100777 } });
  write(-100777, OWNER, "How is it?", 7);
  write(-100777, STRANGER, "/stop", 9);
  await until(() => expect(hub.conversations.heard).toHaveLength(1));
  hub.conversations.answer("It is well, @somebody.");
  await hub.posted();

  expect(hub.conversations.heard.map(({ text }) => text)).toEqual(["How is it?"]);
  expect(api.posted.map(({ chat, text, replyTo }) => [chat, text, replyTo])).toEqual([
    ["-5", expect.stringContaining("Paired"), null],
    ["-100777", "It is well, @\u2060somebody.", 7],
  ]);
  expect(api.complaints).toEqual([]);
});
