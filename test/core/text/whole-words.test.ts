import { describe, expect, test } from "vitest";
import { createMask } from "../../../src/core/secrets/mask.ts";
import { wholeWords } from "../../../src/core/text/whole-words.ts";

describe("wholeWords", () => {
  test("leaves a short text as it is", () => {
    expect(wholeWords("not found", 9)).toBe("not found");
  });

  test("ends with a whole word", () => {
    expect(wholeWords("one two three", 7)).toBe("one two [cut]");
    expect(wholeWords("one two three", 9)).toBe("one two [cut]");
    expect(wholeWords("onetwothree", 4)).toBe("[cut]");
  });

  test("leaves no piece of a secret that a mask would not know, wherever the end falls", () => {
    const secret = "4711:AAH-secret-of-a-bot";
    const mask = createMask([secret]);
    for (let most = 1; most < 60; most += 1) {
      const said = mask(wholeWords(`no route for /bot${secret}/getMe and nothing else`, most));
      expect(said).not.toContain("4711:");
    }
  });
});
