import { describe, expect, it } from "vitest";
import { richText } from "../../../src/chat/slack/rich-text.ts";
import { readMarkdown } from "../../../src/chat/text/read-markdown.ts";

function shown(text: string): unknown {
  return richText([...readMarkdown(text)]);
}

const words = (text: string, style?: object) => ({
  type: "text",
  text,
  ...(style === undefined ? {} : { style }),
});
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });

describe("Markdown as Slack's rich text", () => {
  it("has styles for words", () => {
    expect(shown("**a** *b* ~~c~~ `d`")).toEqual([
      section(
        words("a", { bold: true }),
        words(" "),
        words("b", { italic: true }),
        words(" "),
        words("c", { strike: true }),
        words(" "),
        words("d", { code: true }),
      ),
    ]);
  });

  it("has lists within lists, with their numbers", () => {
    expect(shown("3. three\n4. four\n   - below")).toMatchObject([
      { style: "ordered", indent: 0, offset: 2, elements: [section(words("three"))] },
      { style: "ordered", indent: 0, offset: 3, elements: [section(words("four"))] },
      { style: "bullet", indent: 1, elements: [section(words("below"))] },
    ]);
  });

  it("shows tables and code in a fixed width", () => {
    expect(shown("| a | bb |\n|---|---|\n| ccc | d |\n\n```\nx\n```")).toEqual([
      { type: "rich_text_preformatted", elements: [words("a   | bb\nccc | d")] },
      { type: "rich_text_preformatted", elements: [words("x")] },
    ]);
  });

  it("keeps quotes and headings", () => {
    expect(shown("# Title\n\n> said\n>\n> twice")).toEqual([
      section(words("Title", { bold: true }), words("\n")),
      { type: "rich_text_quote", elements: [words("said"), words("\n"), words("twice")] },
    ]);
  });

  it("has outside text as text: nobody is mentioned", () => {
    expect(shown("<!channel> <@U1> :smile:")).toEqual([section(words("<!channel> <@U1> :smile:"))]);
  });

  it("links what may be linked, and shows control characters as what they are", () => {
    expect(shown("[a](https://example.org) [b](javascript:x) \u202Ec")).toEqual([
      section(
        { type: "link", url: "https://example.org", text: "a" },
        words(" "),
        words("b"),
        words(" \uFFFDc"),
      ),
    ]);
  });
});
