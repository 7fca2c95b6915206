// What only Matrix has: rooms that are encrypted or left, edits, redacted events, reactions, answers of the long poll that
// leave something out.

import { describe, expect, it, onTestFinished } from "vitest";
import { createMatrixChannel } from "../../../src/chat/matrix/matrix-channel.ts";
import { hubBench, until } from "../hub/hub-bench.ts";
import { BOT, matrixServer, OWNER, ROOM, STRANGER } from "./matrix-server.ts";

async function world() {
  const platform = await matrixServer();
  onTestFinished(() => platform.close());
  return worldOf(platform);
}

async function worldOf(platform: Awaited<ReturnType<typeof matrixServer>>, home?: string) {
  const bench = hubBench({
    channels: { matrix: () => Promise.resolve(createMatrixChannel) },
    targets: [{ name: "phone", kind: "matrix", ...platform.entry }],
    features: ["matrix"],
    owner: ["phone"],
    ...(home === undefined ? {} : { home }),
  });
  know(bench.store, OWNER, "owner");
  bench.start();
  await until(() => expect(bench.chats.health("phone").state).not.toBe("connecting"));
  return { ...bench, platform };
}

function know(
  store: ReturnType<typeof hubBench>["store"],
  sender: string,
  role: "owner" | "viewer",
): void {
  const place = { chat: ROOM, thread: null };
  store.pair({ target: "phone", sender, name: "Ann", role, place, pairedAt: 1 });
}

const text = (body: string, more: object = {}) => ({ msgtype: "m.text", body, ...more });

describe("what is said in a room", () => {
  it("is heard of people, once: not of bots, nor of the bot itself, no edit, nothing redacted", async () => {
    const { platform, conversations, logged } = await world();
    const { tell } = platform;

    const { event_id: said } = tell("m.room.message", OWNER, text("first"));
    tell("m.room.message", OWNER, {
      ...text("* frist"),
      "m.new_content": text("frist"),
      "m.relates_to": { rel_type: "m.replace", event_id: said },
    });
    tell("m.room.message", OWNER, { msgtype: "m.notice", body: "a bridge says" });
    tell("m.room.message", OWNER, {});
    tell("m.room.message", BOT, text("an echo"));
    tell("m.room.message", OWNER, text("last"));
    await until(() => expect(conversations.heard.length).toBeGreaterThanOrEqual(2));

    expect(conversations.heard.map((one) => one.text)).toEqual(["first", "last"]);
    expect(logged.map(({ message }) => message)).not.toContain("somebody was not answered");
  });

  it("is asked for behind what was heard, also after a restart", async () => {
    const first = await world();
    const { platform, home } = first;
    platform.tell("m.room.message", OWNER, text("heard"));
    await until(() => expect(first.conversations.heard).toHaveLength(1));
    await until(() => expect(platform.requests.at(-1)).toBe("GET client/v3/sync s1"));
    await first.close();
    platform.requests.length = 0;

    const second = await worldOf(platform, home);
    await until(() => expect(second.chats.health("phone").state).toBe("up"));

    expect(platform.requests).toContain("GET client/v3/sync s1");
    expect(platform.requests).not.toContain("GET client/v3/sync");
  });

  it("is heard where the homeserver wants fewer polls, after as long as it says", async () => {
    const { platform, conversations, clock } = await world();
    const begun = clock.monotonic();
    platform.pollsTooOften(20_000);

    // The poll that goes on already is answered by the first, and the next one is refused.
    platform.tell("m.room.message", OWNER, text("first"));
    await until(() => expect(conversations.heard).toHaveLength(1));
    platform.tell("m.room.message", OWNER, text("second"));
    await until(() => expect(conversations.heard).toHaveLength(2));

    expect(clock.monotonic() - begun).toBeGreaterThanOrEqual(19_000);
    expect(platform.requests.length).toBeLessThan(20);
  });

  it("is told of pictures and files that they were there, and what stood below them", async () => {
    const { platform, conversations } = await world();
    const { tell } = platform;

    tell("m.room.message", OWNER, { msgtype: "m.image", body: "cat.png", url: "mxc://a/b" });
    const file = { msgtype: "m.file", body: "Read this", filename: "a.txt", url: "mxc://a/c" };
    tell("m.room.message", OWNER, file);
    await until(() => expect(conversations.heard).toHaveLength(2));

    expect(conversations.heard.map((one) => one.text)).toEqual([
      "[a picture, which wakehook does not fetch]",
      "Read this\n\n[a file, which wakehook does not fetch]",
    ]);
  });

  it("is heard without what older apps put before an answer", async () => {
    const { platform, conversations, say, posted } = await world();
    say("Shall I?\nReally?");
    await posted();
    const ref = platform.shown()[0]?.ref;

    platform.tell("m.room.message", OWNER, {
      ...text(`> <${BOT}> Shall I?\n> Really?\n\nDo.\n> this I mean`),
      "m.relates_to": { "m.in_reply_to": { event_id: ref } },
    });
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(conversations.heard[0]?.text).toBe("Do.\n> this I mean");
  });

  it("is heard where one answer of the homeserver leaves most of it out, in order", async () => {
    const first = await world();
    const { platform, home } = first;
    const words = Array.from({ length: 170 }, (_, at) => `said ${at}`);
    await first.close();

    for (const word of words) platform.tell("m.room.message", OWNER, text(word));
    const second = await worldOf(platform, home);
    await until(() => expect(second.conversations.heard).toHaveLength(words.length));

    expect(second.conversations.heard.map((one) => one.text)).toEqual(words);
    expect(platform.requests.filter((one) => one.endsWith("/messages"))).toHaveLength(4);
  });

  it("is heard by two daemons of one account, and answered by the one that knows its writer", async () => {
    const { platform, conversations } = await world();
    const other = await worldOf(platform);
    other.store.unpair("phone", OWNER);

    platform.tell("m.room.message", OWNER, text("/help"));
    platform.tell("m.room.message", OWNER, text("hello"));
    await until(() => expect(conversations.heard).toHaveLength(1));
    await until(() =>
      expect(other.logged.map(({ message }) => message)).toContain("somebody was not answered"),
    );

    expect(other.conversations.heard).toEqual([]);
    await until(() => expect(platform.shown()).toHaveLength(1));
  });

  it("before wakehook came is not for it", async () => {
    const platform = await matrixServer();
    onTestFinished(() => platform.close());
    platform.tell("m.room.message", OWNER, text("said long ago"));

    const { conversations } = await worldOf(platform);
    platform.tell("m.room.message", OWNER, text("said now"));
    await until(() => expect(conversations.heard).toHaveLength(1));

    expect(conversations.heard[0]?.text).toBe("said now");
  });
});

describe("a reaction", () => {
  it("decides where it is the owner's and one of the card's, whatever marks an app adds", async () => {
    const { platform, hold, posted, decisions } = await world();
    const { id } = await hold(1, "held:approval");
    await posted();
    const ref = platform.shown().at(-1)?.ref ?? "";
    const react = (sender: string, key: string) =>
      platform.tell("m.reaction", sender, {
        "m.relates_to": { rel_type: "m.annotation", event_id: ref, key },
      });

    react(OWNER, "👍");
    react(STRANGER, "✅");
    react(BOT, "✅");
    react(OWNER, "❌\uFE0F");
    await posted();

    await until(() => expect(decisions).toEqual([`discard ${id}`]));
  });

  it("that comes too late is answered kindly; one of a viewer, too", async () => {
    const { platform, hold, posted, store, decisions } = await world();
    know(store, STRANGER, "viewer");
    const { id } = await hold(1, "held:approval");
    await posted();
    const { ref } = platform.shown().find(({ buttons }) => buttons.length > 0) ?? { ref: "" };

    await platform.press(STRANGER, ref, "Run");
    await until(() => expect(platform.shown().at(-1)?.text).toContain("Only an owner"));
    await platform.press(OWNER, ref, "Run");
    await until(() => expect(decisions).toEqual([`approve ${id}`]));
    await posted();
    expect(platform.shown()).toHaveLength(2);
    await platform.press(OWNER, ref, "Discard");
    await until(() => expect(platform.shown()).toHaveLength(3));

    expect(decisions).toEqual([`approve ${id}`]);
    expect(platform.shown().at(-1)).toMatchObject({ replyTo: ref, silent: true });
  });
});

describe("a room", () => {
  it("that is encrypted gets nothing, and its owner is told elsewhere what to do", async () => {
    const { platform, say, told, chats } = await world();

    platform.tell("m.room.encryption", OWNER, { algorithm: "m.megolm.v1.aes-sha2" }, "");
    await until(() => expect(chats.health("phone").state).toBe("send_only"));
    say("not for everybody");
    await until(() => expect(told).toHaveLength(1));

    expect(JSON.stringify(told)).toContain("was encrypted");
    expect(platform.shown()).toEqual([]);
  });

  it("that was encrypted while nobody listened gets nothing either", async () => {
    const platform = await matrixServer();
    onTestFinished(() => platform.close());
    platform.tell("m.room.encryption", OWNER, { algorithm: "m.megolm.v1.aes-sha2" }, "");

    const { chats } = await worldOf(platform);

    expect(chats.health("phone")).toMatchObject({
      state: "send_only",
      detail: expect.stringContaining("channel pair"),
    });
  });

  it("that the bot was sent out of is told; pairing makes a new one, and what waited stands there", async () => {
    const { platform, say, posted, told, chats } = await world();
    platform.kick();
    await until(() => expect(chats.health("phone").detail).toContain("not in its room"));
    say("said meanwhile");
    await until(() => expect(told).toHaveLength(1));

    const { code, words } = await chats.channels.pair("phone", "owner");
    platform.write({ sender: OWNER, text: code });
    await posted();

    expect(words).toContain(OWNER);
    expect(platform.shown().map((one) => one.text)).toContain("said meanwhile");
    await until(() => expect(chats.health("phone").state).toBe("up"));
    expect(platform.complaints()).toEqual([]);
  });

  it("that is given up keeps nobody waiting: what would change there stays as it is", async () => {
    const { platform, hold, posted, dispatcher, chats, say } = await world();
    const { id } = await hold(1, "held:approval");
    await posted();
    platform.kick();
    await until(() => expect(chats.health("phone").detail).toContain("not in its room"));
    const { code } = await chats.channels.pair("phone", "owner");
    platform.write({ sender: OWNER, text: code });
    await posted();

    dispatcher.discard(id);
    say("behind it");
    await posted();

    expect(platform.shown().map((one) => one.text)).toContain("behind it");
    expect(chats.health("phone").state).toBe("up");
  });

  it("is not made where the homeserver encrypts all of them, and that is said", async () => {
    const { platform, chats } = await world();
    platform.encryptsAll();
    platform.kick();
    await until(() => expect(chats.health("phone").detail).toContain("not in its room"));

    await expect(chats.channels.pair("phone", "owner")).rejects.toThrow(/a new room is of no use/);
  });

  it("of the owner's own is declined with the reason, and a stranger is not answered", async () => {
    const { platform } = await world();

    const theirs = platform.invite(STRANGER);
    const own = platform.invite(OWNER);
    await until(() => expect(platform.declined.get(own)).toContain("encrypted"));

    expect(platform.declined.has(theirs)).toBe(false);
  });
});
