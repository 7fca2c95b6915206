import { describe, expect, it } from "vitest";
import { cut } from "../../src/signing/verification.ts";

describe("cut", () => {
  it.each([
    ["short", "short"],
    ["sha256=0123456789abcdef", "sha256=01234... (23 characters)"],
    ["a\u0000b\u00e9\u001b[31m", "a?b??[31m"],
  ])("shows %j as %j", (text, shown) => {
    expect(cut(text)).toBe(shown);
  });
});
