import { fromMarkdown } from "mdast-util-from-markdown";
import { toString } from "mdast-util-to-string";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect, it } from "vitest";
import { escapeMarkdown } from "../../../src/core/text/escape-markdown.ts";

it.each([
  "[click](http://evil.example)",
  "**bold** _it_ ~~gone~~ `code`",
  "# heading",
  "1. one",
  "- item",
  "> quote",
  "| a | b |",
  "<b>html</b> &lt; &#64;",
  "![x](http://127.0.0.1/x.png)",
  "line\nbreak\n\nparagraph",
  "back\\slash \\* at the end \\",
  "---",
  "[ref]: http://evil.example",
  "+ plus",
  "www.example.com",
])("is read as the same words on one line: %j", (text) => {
  const tree = fromMarkdown(escapeMarkdown(text), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });

  // An address that is seen is a link to itself, as in every chat.
  const [only, ...others] = tree.children;
  expect(only?.type).toBe("paragraph");
  expect(others).toEqual([]);
  expect(toString(tree)).toBe(text.replaceAll(/\s+/g, " ").trim());
  const inside = only?.type === "paragraph" ? only.children : [];
  for (const one of inside)
    expect(one.type === "link" ? one.url.replace(/^http:\/\/(?=www)/, "") : one.type).toBe(
      one.type === "link" ? toString(one) : "text",
    );
});

it("calls nobody, and keeps half a character from leaving", () => {
  expect(escapeMarkdown("@everyone \ud83d")).toBe("\\@\u2060everyone \ufffd");
});
