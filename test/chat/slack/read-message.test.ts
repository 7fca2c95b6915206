import { describe, expect, it } from "vitest";
import { readMessage } from "../../../src/chat/slack/read-message.ts";

const CHAT = { channel: "D1", botUser: "U0BOT" };
const MESSAGE = { type: "message", user: "U1", ts: "1.000002", text: "hello" };

describe("a message as Slack tells it", () => {
  it("is who, where, when and what", () => {
    expect(readMessage({ ...MESSAGE, thread_ts: "1.000001" }, CHAT)).toEqual({
      id: "D1:1.000002",
      user: "U1",
      channel: "D1",
      ts: "1.000002",
      thread: "1.000001",
      text: "hello",
      ref: "1.000001/1.000002",
    });
  });

  it("that begins a thread is in none", () => {
    expect(readMessage({ ...MESSAGE, thread_ts: MESSAGE.ts }, CHAT)?.thread).toBeNull();
  });

  it.each([
    ["&lt;b&gt; &amp;amp;", "<b> &amp;"],
    ["see <https://example.org/a>", "see https://example.org/a"],
    ["see <https://example.org/a|the page>", "see the page (https://example.org/a)"],
    ["see <http://example.org|example.org>", "see http://example.org"],
    ["<mailto:a@b.example|a@b.example>", "a@b.example"],
    ["<@U123> <#C1|all> <!here>", "@U123 #all @here"],
    ["!new", "/new"],
    ["!important", "!important"],
    ["! really", "! really"],
    ["wow!", "wow!"],
  ])("%j was typed as %j", (told, typed) => {
    expect(readMessage({ ...MESSAGE, text: told }, CHAT)?.text).toBe(typed);
  });

  it("says that there was a file", () => {
    const told = { ...MESSAGE, subtype: "file_share", text: "look", files: [{ id: "F1" }] };

    expect(readMessage(told, CHAT)?.text).toBe("look\n\n[a file, which wakehook does not fetch]");
  });

  it.each([
    ["of the bot itself", { user: "U0BOT" }],
    ["of another bot", { bot_id: "B1" }],
    ["that was changed", { subtype: "message_changed" }],
    ["without a sender", { user: undefined }],
    ["that is none", { type: "reaction_added" }],
  ])("is not heard where it is one %s", (_, more) => {
    expect(readMessage({ ...MESSAGE, ...more }, CHAT)).toBeNull();
  });
});
