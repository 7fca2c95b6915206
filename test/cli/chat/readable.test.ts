import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableLines } from "../../../src/cli/chat/readable.ts";

describe("readableLines", () => {
  it.each([
    ["held\\:agent, agents\\.path", "held:agent, agents.path"],
    ["**bold** stays", "**bold** stays"],
    ["`a\\.b` and c\\.d", "`a\\.b` and c.d"],
    ["``a ` \\. b`` \\*", "``a ` \\. b`` *"],
    ["\\`no code\\.\\`", "`no code.`"],
    ["C:\\new \\x1b[2J", "C:\\new \\x1b[2J"],
    ["```sh\na\\.b\n```\nc\\.d", "```sh\na\\.b\n```\nc.d"],
    ["~~~\n```\n\\.\n~~~\n\\.", "~~~\n```\n\\.\n~~~\n."],
    ["```\nnever closed \\.", "```\nnever closed \\."],
  ])("reads %j as %j", (text, lines) => {
    expect(readableLines(text)).toEqual(lines.split("\n"));
  });

  it("makes nothing of its own that was not there", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("\\", "`", "a", ".", "\n", "x") }), (text) => {
        const read = readableLines(text);

        expect(read).toHaveLength(text.split("\n").length);
        expect(read.join("\n").replaceAll("\\", "")).toBe(text.replaceAll("\\", ""));
      }),
    );
  });
});
