import { describe, expect, it } from "vitest";
import { hasMarker, reportMarker } from "../../../src/core/outbound/sender-report-text.ts";

const KEY = Buffer.alloc(32, 1);

describe("the hidden line of a comment", () => {
  it("differs by delivery, place and key", () => {
    const lines = [
      reportMarker("dlv_a", 0, KEY),
      reportMarker("dlv_b", 0, KEY),
      reportMarker("dlv_a", 1, KEY),
      reportMarker("dlv_a", 0, Buffer.alloc(32, 2)),
    ];
    expect(new Set(lines).size).toBe(4);
  });

  it("counts on a line of its own, and in no quotation", () => {
    const line = reportMarker("dlv_a", 0, KEY);

    expect(hasMarker(`words\r\n\r\n${line}`, line)).toBe(true);
    expect(hasMarker(`> ${line}`, line)).toBe(false);
    expect(hasMarker(`see ${line}`, line)).toBe(false);
  });
});
