import { describe, expect, it } from "vitest";
import { readMessage } from "../../../src/chat/discord/hear.ts";

const AUTHOR = { id: "2", username: "ann", global_name: "Ann" };
const MESSAGE = { id: "9", type: 0, channel_id: "3", content: "hello", author: AUTHOR };

describe("a message as Discord tells it", () => {
  it("is who, where and what", () => {
    const reply = { ...MESSAGE, type: 19, message_reference: { message_id: "8" } };

    expect(readMessage(reply)).toEqual({
      id: "9",
      user: "2",
      name: "Ann",
      channel: "3",
      text: "hello",
      replyTo: "8",
    });
  });

  it("has the name that there is", () => {
    const author = { ...AUTHOR, global_name: null };

    expect(readMessage({ ...MESSAGE, author })?.name).toBe("ann");
  });

  it("says what is not fetched", () => {
    const told = { ...MESSAGE, content: "", attachments: [{ id: "1" }], sticker_items: [{}] };

    expect(readMessage(told)?.text).toBe(
      "[a file, which wakehook does not fetch]\n\n[a sticker, which wakehook does not fetch]",
    );
  });

  it("that was forwarded answers nothing", () => {
    const told = { ...MESSAGE, content: "", message_reference: { type: 1, message_id: "8" } };

    expect(readMessage(told)).toMatchObject({
      replyTo: null,
      text: "[a forwarded message, which wakehook does not fetch]",
    });
  });

  it.each([
    ["of a bot", { author: { ...AUTHOR, bot: true } }],
    ["in a server", { guild_id: "5" }],
    ["that tells of a change", { type: 6 }],
    ["without a sender", { author: undefined }],
  ])("is not heard where it is one %s", (_, more) => {
    expect(readMessage({ ...MESSAGE, ...more })).toBeNull();
  });
});
