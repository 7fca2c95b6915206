import { describe, expect, it } from "vitest";
import { discordMarkdown } from "../../../src/chat/discord/markdown.ts";
import { readMarkdown } from "../../../src/chat/text/read-markdown.ts";

function shown(text: string): string {
  return discordMarkdown([...readMarkdown(text)]);
}

describe("Markdown as Discord reads it", () => {
  it.each([
    ["**bold** and *slanted*, ~~gone~~", "**bold** and *slanted*, ~~gone~~"],
    ["# One\n\n##### Five", "# One\n\n### Five"],
    ["- one\n- two\n  - three", "- one\n- two\n  - three"],
    ["3. three\n4. four", "3. three\n4. four"],
    ["- [x] done", String.raw`- \[x] done`],
    ["> said\n> twice", "> said\n> twice"],
    ["```ts\nlet a = `b`;\n```", "```ts\nlet a = `b`;\n```"],
    ["`a_b`", "`a_b`"],
    ["``a`b``", "``a`b``"],
    ["[docs](https://example.org/a_b)", "[docs](<https://example.org/a_b>)"],
    ["<https://example.org/a_b>", "<https://example.org/a_b>"],
    ["| a | b |\n|---|---|\n| 1 | 2 |", "```\na | b\n1 | 2\n```"],
  ])("shows %j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ["\\<@1> \\<#2> \\<t:1> \\</run:3>", String.raw`\<@1\> \<#2\> \<t:1\> \</run:3\>`],
    ["a_b_c \\*x\\*", String.raw`a\_b\_c \*x\*`],
    ["||secret||", String.raw`\|\|secret\|\|`],
    ["\\# no heading", String.raw`\# no heading`],
    ["\\- no item", String.raw`\- no item`],
    ["1\\. no item", String.raw`1\. no item`],
    ["\\>>> no quote", String.raw`\>\>\> no quote`],
    [
      "[https://bank.example](https://evil.example)",
      "https://bank.example (<https://evil.example>)",
    ],
    ["[x](https://a.example/(b))", "x (<https://a.example/(b)>)"],
  ])("lets %j mean nothing", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it("does not let code end its own fence", () => {
    const text = shown("````\n```\n@everyone\n````");

    expect(text.match(/```/g)).toHaveLength(2);
  });
});
