import { describe, expect, it } from "vitest";
import { equalBytes, equalSecrets, sha256 } from "../../src/signing/compare.ts";

const bytes = (text: string) => Buffer.from(text);

describe("equalBytes", () => {
  it.each([
    ["abc", "abc", true],
    ["abc", "abd", false],
    ["abc", "abcd", false],
    ["", "", true],
  ])("compares %j with %j", (left, right, same) => {
    expect(equalBytes(bytes(left), bytes(right))).toBe(same);
  });
});

describe("equalSecrets", () => {
  it("compares text with the bytes that it stands for", () => {
    expect(equalSecrets("hesló", bytes("hesló"))).toBe(true);
    expect(equalSecrets("hesló", bytes("heslo"))).toBe(false);
  });

  it("tells a prefix from the whole", () => {
    expect(equalSecrets("secret", "secre")).toBe(false);
  });
});

describe("sha256", () => {
  it("hashes the UTF-8 bytes of a text (FIPS 180-2, example B.1)", () => {
    expect(sha256("abc").toString("hex")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
