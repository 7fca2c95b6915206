import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeStrict, type TextEncoding } from "../../src/signing/decode.ts";

const ENCODINGS: TextEncoding[] = ["hex", "base64", "base64url"];

describe("decodeStrict", () => {
  it.each([
    ["hex", "00ff", [0, 255]],
    ["hex", "00FF", [0, 255]],
    ["hex", "0fF0", [15, 240]],
    ["base64", "AP8=", [0, 255]],
    ["base64", "+/8=", [251, 255]],
    ["base64url", "-_8", [251, 255]],
    ["base64url", "-_8=", [251, 255]],
  ] as const)("reads %s %j", (encoding, text, expected) => {
    expect([...(decodeStrict(text, encoding) ?? [])]).toEqual(expected);
  });

  it.each([
    ["hex", "", "nothing"],
    ["hex", "00f", "half a byte"],
    ["hex", "00ffzz", "junk at the end, which Node drops"],
    ["hex", " 00ff", "a space"],
    ["hex", "00ff\n", "a line end"],
    ["base64", "", "nothing"],
    ["base64", "AP8", "no padding"],
    ["base64", "AP9=", "unused bits that are not zero"],
    ["base64", "AP8=!", "junk, which Node skips"],
    ["base64", "A!P8=", "junk in the middle"],
    ["base64", "AP8==", "padding that is too long"],
    ["base64", "-_8=", "the other alphabet"],
    ["base64url", "+/8", "the other alphabet"],
    ["base64url", "-_8==", "padding that is too long"],
    ["base64url", "-_9", "unused bits that are not zero"],
  ] as ReadonlyArray<[TextEncoding, string, string]>)("refuses %s %j: %s", (encoding, text) => {
    expect(decodeStrict(text, encoding)).toBeNull();
  });

  it("reads back whatever was encoded", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.constantFrom(...ENCODINGS), (bytes, to) => {
        const text = Buffer.from(bytes).toString(to);

        expect([...(decodeStrict(text, to) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it("takes one text only for the same bytes, up to case and padding", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...ENCODINGS), (text, encoding) => {
        const bytes = decodeStrict(text, encoding);
        if (bytes === null) return;
        const again = bytes.toString(encoding);

        expect(encoding === "hex" ? text.toLowerCase() : text.replace(/=+$/, "")).toBe(
          again.replace(/=+$/, ""),
        );
      }),
    );
  });
});
