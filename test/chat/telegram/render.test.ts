import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkdown } from "../../../src/chat/text/read-markdown.ts";
import { render } from "../../../src/chat/telegram/render.ts";
import { judgeText } from "./strict-text.ts";

const rendered = (markdown: string, isGroup = false) =>
  render([...readMarkdown(markdown)], { isGroup });
/** What each entity covers. */
const marks = (markdown: string, isGroup = false): string[] => {
  const { text, entities } = rendered(markdown, isGroup);
  return entities.map(
    ({ type, offset, length, url, language }) =>
      `${type}${url === undefined ? "" : `(${url})`}${language === undefined ? "" : `(${language})`}: ${text.slice(offset, offset + length)}`,
  );
};

describe("words", () => {
  it("are plain, and their marks stand beside them", () => {
    expect(rendered("Hello **bold _both_** `x < y` ~~no~~").text).toBe("Hello bold both x < y no");
    expect(marks("Hello **bold _both_** `x < y` ~~no~~")).toEqual([
      "bold: bold both",
      "italic: both",
      "code: x < y",
      "strikethrough: no",
    ]);
  });

  it("are counted in UTF-16 units", () => {
    expect(marks("😀 **é👨‍👩‍👧** x")).toEqual(["bold: é👨‍👩‍👧"]);
  });

  it("that are code within bold ones part them, as code takes no other mark", () => {
    expect(marks("**run `npm test` now**")).toEqual(["bold: run ", "code: npm test", "bold:  now"]);
  });

  it("that say they are HTML or Markdown of Telegram's stay words", () => {
    const text = "<b>x</b> &amp; *y* __z__ ||w||";
    expect(rendered(text).text).toContain("<b>x</b>");
    expect(rendered(text).text).toContain("||w||");
  });

  it("hold nothing that the server takes away or that turns round what follows", () => {
    const { text } = rendered("a\u0007b \u202ec\u2028d \ud800");
    expect(text).toBe("a\uFFFDb \uFFFDc\nd \uFFFD");
  });
});

describe("blocks", () => {
  it("have a blank line between them, headings are bold, and code names its language", () => {
    const text = "# Title\n\nwords\n\n```ts\nlet a;\n```\n\n---\n\nend";
    expect(rendered(text).text).toBe("Title\n\nwords\n\nlet a;\n\n———\n\nend");
    expect(marks(text)).toEqual(["bold: Title", "pre(ts): let a;"]);
  });

  it("of lists are indented, with their marks in the right place, and code can be copied", () => {
    const text = "- one **b**\n  1. in\n- two\n\n    ```\n    a\n    b\n    ```";
    expect(rendered(text).text).toBe("- one b\n  1. in\n- two\n\n  a\nb");
    expect(marks(text)).toEqual(["bold: b", "pre: a\nb"]);
  });

  it("of quotes are quotes, where Telegram takes them as such", () => {
    expect(marks("> said **so**\n> twice")).toEqual(["blockquote: said so\ntwice", "bold: so"]);
    expect(rendered("> see [it](https://example.org)").text).toBe("> see it");
    expect(marks("> > deep")).toEqual([]);
    expect(rendered("> > deep").text).toBe("> > deep");
  });

  it("of tables are lines, the first one bold", () => {
    const text = "| a | b |\n|---|---|\n| 1 | **2** |";
    expect(rendered(text).text).toBe("a | b\n1 | 2");
    expect(marks(text)).toEqual(["bold: a", "bold: b", "bold: 2"]);
  });

  it("that begin with spaces keep them", () => {
    const { text, entities } = rendered("```\n    deep\nflat\n```");
    expect(text).toBe("\u2060    deep\nflat");
    expect(entities).toEqual([{ type: "pre", offset: 1, length: 13 }]);
  });
});

describe("links", () => {
  it("lead where they say, in the form that Telegram takes", () => {
    expect(marks("[it](https://example.org/a%20b) <https://exämple.org>")).toEqual([
      "text_link(https://example.org/a%20b): it",
      "text_link(https://xn--exmple-cua.org/): https://exämple.org",
    ]);
    expect(marks("[the `code`](https://example.org/x)")).toEqual([
      "text_link(https://example.org/x): the code",
    ]);
  });

  it("that Telegram would refuse the whole message for are words with their address", () => {
    const { text, entities } = rendered(
      "[here](http://localhost:8420/x) [me](mailto:a@example.org) [ftp](ftp://example.org) <http://intern/>",
    );
    expect(text).toBe("here (http://localhost:8420/x) me (a@example.org) ftp http://intern/");
    expect(entities).toEqual([]);
  });
});

describe("names", () => {
  it("in a group call nobody, and in the owner's own chat stay as they were written", () => {
    expect(rendered("ask @mallory_1 or a@b.org").text).toBe("ask @mallory_1 or a@b.org");
    expect(rendered("ask @mallory_1 or a@b.org", true).text).toBe(
      "ask @\u2060mallory_1 or a@b.org",
    );
  });
});

it("leaves marks away where there are too many, and never an address", () => {
  const words = Array.from({ length: 120 }, (_, at) => `**b${at}**`).join(" ");
  const links = Array.from({ length: 30 }, (_, at) => `[l](https://example.org/${at})`).join(" ");
  const { entities } = rendered(`${words}\n\n${links}`);
  expect(entities).toHaveLength(100);
  expect(entities.filter(({ type }) => type === "text_link")).toHaveLength(30);
});

it("makes of anything a text that Telegram takes as it is", () => {
  const piece = fc.constantFrom(
    ..."a b|**|_|~~|`|```\n|\n\n|\n|> |- |1. |    |# |[x](https://e.org)|[y](http://h)|😀|\u202e|\u0000|@all|| c | d |\n|---|---|\n|<b>".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, isGroup) => {
      const { text, entities } = rendered(pieces.join(""), isGroup);
      if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return;
      expect(judgeText(text, entities)).toEqual({ refusal: null, complaints: [] });
    }),
    { numRuns: 300 },
  );
});
