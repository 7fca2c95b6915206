import { describe, expect, it } from "vitest";
import { hasHeader, readHeader } from "../../src/signing/read-header.ts";

describe("readHeader", () => {
  it("reads the one header of this name, in whatever case the name is given", () => {
    expect(
      readHeader(
        [
          ["x-a", "1"],
          ["x-b", "2"],
        ],
        "X-B",
        "signature",
      ),
    ).toEqual({
      ok: true,
      value: "2",
    });
  });

  it.each([
    ["a missing header", [["x-b", "1"]], "header x-a is missing"],
    ["an empty header", [["x-a", ""]], "header x-a is empty"],
    [
      "two that differ",
      [
        ["x-a", "1"],
        ["x-a", "2"],
      ],
      "header x-a is repeated",
    ],
    [
      "two that agree",
      [
        ["x-a", "1"],
        ["x-a", "1"],
      ],
      "header x-a is repeated",
    ],
    ["latin1 bytes", [["x-a", "sha256=\u00e9"]], "header x-a holds characters outside ASCII"],
    ["control characters", [["x-a", "a\u0000b"]], "header x-a holds characters outside ASCII"],
  ] as const)("refuses %s", (_, headers, reason) => {
    expect(readHeader(headers, "x-a", "signature")).toMatchObject({
      ok: false,
      step: "signature",
      reason,
    });
  });
});

describe("hasHeader", () => {
  it("sees an empty header too", () => {
    expect(hasHeader([["x-a", ""]], "X-A")).toBe(true);
    expect(hasHeader([], "x-a")).toBe(false);
  });
});
