import { describe, expect, it } from "vitest";
import type { Fault } from "../../../src/chat/telegram/ask.ts";
import { isEditSettled, resultOf } from "../../../src/chat/telegram/results.ts";

const fault = (code: number | null, words: string, more: Partial<Fault> = {}): Fault => ({
  code,
  words,
  retryAfterMs: null,
  movedTo: null,
  ...more,
});

describe("a refusal", () => {
  it.each([
    [403, "Forbidden: bot was blocked by the user", "unblock the bot"],
    [403, "Forbidden: bot was kicked from the supergroup chat", "add the bot to the group"],
    [403, "Forbidden: user is deactivated", "pair again"],
    [403, "Forbidden: something new", "Forbidden"],
    [400, "Bad Request: chat not found", "pair again"],
    [400, "Bad Request: not enough rights to send text messages to the chat", "right to write"],
    [401, "Unauthorized", "@BotFather"],
    [404, "Not Found", "@BotFather"],
  ])("of %i %s is the owner's to mend, and is not given up", (code, words, mend) => {
    expect(resultOf(fault(code, words))).toMatchObject({
      ok: false,
      final: false,
      broken: true,
      error: expect.stringContaining(mend),
    });
  });

  it.each([
    "Bad Request: message thread not found",
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: TOPIC_DELETED",
  ])("%s is about the topic alone", (words) => {
    const result = resultOf(fault(400, words));
    expect(result).toMatchObject({ threadGone: true });
    expect(result.broken).toBeUndefined();
  });

  it("of a message that is wrong is final", () => {
    expect(resultOf(fault(400, "Bad Request: message is too long"))).toMatchObject({ final: true });
    expect(resultOf(fault(413, "Request Entity Too Large"))).toMatchObject({ final: true });
  });

  it.each([
    [null, "ECONNREFUSED"],
    [500, "Internal Server Error"],
    [502, "Bad Gateway"],
    [409, "Conflict: logged out"],
  ])("of %s %s passes", (code, words) => {
    expect(resultOf(fault(code, words))).toEqual({
      ok: false,
      final: false,
      error: expect.stringContaining(words),
    });
  });

  it("says how long Telegram wants to be left alone", () => {
    const result = resultOf(fault(429, "Too Many Requests: retry after 7", { retryAfterMs: 7000 }));
    expect(result).toMatchObject({ final: false, retryAfterMs: 7000 });
  });
});

it("takes an edit that changes nothing, or nothing any more, as done", () => {
  for (const words of ["message is not modified: same", "message to edit not found"])
    expect(isEditSettled(fault(400, `Bad Request: ${words}`))).toBe(true);
  expect(isEditSettled(fault(400, "Bad Request: message is too long"))).toBe(false);
});
