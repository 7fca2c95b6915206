import { describe, expect, it } from "vitest";
import { readUpdate } from "../../../src/chat/telegram/read-update.ts";
import { about } from "./telegram-platform.ts";

const deps = {
  botName: "Wakehook_test_bot",
  paired: (chat: string) => chat,
  album: null as string | null,
};
const said = (more: object, own: Partial<typeof deps> = {}) =>
  readUpdate(
    { update_id: 1, message: { ...about("5001", 7), ...more } },
    {
      ...deps,
      ...own,
    },
  );
const textOf = (more: object): string | null => {
  const read = said(more);
  return read?.kind === "words" ? read.words.text : null;
};

describe("words", () => {
  it("have a sender, a place and a number that stays the same", () => {
    expect(said({ text: "Hello", reply_to_message: { message_id: 3 } })).toEqual({
      kind: "words",
      words: {
        id: "5001:7",
        ref: "5001:7",
        sender: { id: "5001", name: "Ann" },
        place: { chat: "5001", thread: null },
        isDirect: true,
        text: "Hello",
        replyTo: "5001:3",
      },
    });
  });

  it("stand in a topic only where there is one", () => {
    const thread = { text: "x", message_thread_id: 9 };
    expect(said(thread)).toMatchObject({ words: { place: { thread: null } } });
    expect(said({ ...thread, is_topic_message: true })).toMatchObject({
      words: { place: { thread: "9" } },
    });
  });

  it("in a group that has moved stand where it was paired", () => {
    const paired = (chat: string): string => (chat === "-100777" ? "-5" : chat);
    const chat = { id: -100777, type: "supergroup" };
    expect(said({ chat, text: "x" }, { paired })).toMatchObject({
      words: { id: "-100777:7", ref: "-100777:7", place: { chat: "-5" }, isDirect: false },
    });
    expect(said({ migrate_to_chat_id: -100777 })).toEqual({
      kind: "moved",
      from: "5001",
      to: "-100777",
    });
  });

  it("of bots, of groups and of nobody are not read", () => {
    const bot = { id: 9, is_bot: true, first_name: "Bot" };
    for (const more of [{ from: bot }, { from: undefined }, { sender_chat: { id: -5 } }])
      expect(said({ text: "x", ...more })).toBeNull();
    expect(readUpdate({ update_id: 1, edited_message: about("5001", 1) }, deps)).toBeNull();
    expect(said({ new_chat_title: "t" })).toBeNull();
  });

  it("lose what only addresses the bot, and those for another bot are not read", () => {
    expect(textOf({ text: "/stop@wakehook_test_bot now" })).toBe("/stop now");
    expect(textOf({ text: "@wakehook_test_bot, how is it?" })).toBe("how is it?");
    expect(textOf({ text: "/stop@other_bot" })).toBeNull();
    expect(textOf({ text: "@somebody look" })).toBe("@somebody look");
    expect(textOf({ text: "/start 2345ABCD" })).toBe("/start 2345ABCD");
  });

  it("of others that are forwarded are neither a command nor a code", () => {
    expect(textOf({ text: "/new\nABCDEFGH", forward_origin: { type: "hidden_user" } })).toBe(
      "Forwarded, not in my own words:\n\n> /new\n> ABCDEFGH",
    );
  });

  it("that are pictures and voices say that they are not fetched", () => {
    expect(textOf({ photo: [], caption: "See this" })).toBe(
      "See this\n\n[a photo, which wakehook does not fetch]",
    );
    expect(textOf({ voice: {} })).toBe("[a voice message, which wakehook does not fetch]");
  });
});

describe("an album", () => {
  it("is one word, by its first picture and whichever has words of its own", () => {
    const photo = { photo: [], media_group_id: "a1" };
    expect(said(photo)).not.toBeNull();
    expect(said(photo, { album: "a1" })).toBeNull();
    expect(said({ ...photo, caption: "this" }, { album: "a1" })).not.toBeNull();
    expect(said(photo, { album: "a0" })).not.toBeNull();
  });
});

describe("a pressed button", () => {
  const query = { id: "q1", from: about("5001", 1).from, chat_instance: "1", data: "run:x" };
  const press = (more: object) =>
    readUpdate({ update_id: 1, callback_query: { ...query, ...more } }, deps);

  it("says who pressed what, also on a message that Telegram no longer shows", () => {
    const message = { chat: { id: 5001, type: "private" }, message_id: 3, date: 0 };
    expect(press({ message })).toEqual({
      kind: "decision",
      decision: {
        id: "q1",
        sender: { id: "5001", name: "Ann" },
        place: { chat: "5001", thread: null },
        data: "run:x",
      },
    });
  });

  it("is nothing without its message or data", () => {
    expect(press({})).toBeNull();
    expect(press({ message: about("5001", 1), data: undefined })).toBeNull();
  });
});
