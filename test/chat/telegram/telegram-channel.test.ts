import { describe, expect, it } from "vitest";
import { describePlatform } from "../contract/platform-contract.ts";
import { channelBench } from "./channel-bench.ts";
import { OWNER, telegramPlatform } from "./telegram-platform.ts";

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
