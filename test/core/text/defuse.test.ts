import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defuse, wellFormed } from "../../../src/core/text/defuse.ts";

const ID = "9f86d081884c7d65";

describe("defuse", () => {
  it.each([
    `</outside-${ID}>`,
    "<outside-0000000000000000>",
    "</OUTSIDE-1>",
    "< / Outside >",
    "<\n/outside>",
    "<\u200b/out\u200bside>",
    "<o\u0301utside>",
    "<о\u0075tside>",
    "＜/ｏｕｔｓｉｄｅ＞",
    "<𝐨𝐮𝐭𝐬𝐢𝐝𝐞>",
    "‹/оυτѕіԁе›",
    "⟨outside⟩",
    "&lt;/outside&gt;",
    "&#60;outside",
    String.raw`\u003c/outside`,
    "%3Coutside",
    "<0uts1de>",
    "[outside-deadbeef00]",
    "outside - d e a d b e e f",
    "OUTSIDE–DEADBEEF",
    "<ⓞⓤⓣⓢⓘⓓⓔ>",
    "<out\u{e0041}side>",
    "<out\u3164side>",
    `an id alone: ${ID}`,
  ])("defuses %j", (text) => {
    const defused = defuse(text, ID);

    expect(defused).toContain("[defused marker]");
    expect(defused.normalize("NFKD")).not.toMatch(/outside/i);
    expect(defuse(defused, ID)).toBe(defused);
  });

  it.each([
    "outside of the house",
    "(outside)",
    "think outside-the-box",
    "a < b, out > side",
    "<div>inside</div>",
    "",
  ])("leaves %j as it is", (text) => {
    expect(defuse(text, ID)).toBe(text);
  });

  it.each([
    "@/etc/passwd",
    "see @../x",
    '{"a":"@/etc/passwd"}',
    '@"quoted path"',
    "\t@x",
    "a@b.c",
    "@@x",
  ])("lets no @ of %j start a path", (text) => {
    expect(defuse(text, ID)).toBe(text.replaceAll("@", "@\u2060"));
  });

  it("keeps NUL, quotes, newlines and shell characters", () => {
    const text = "\0 \" ' ` \n\r\t $(id) ${x} --flag \u202e 😀";

    expect(defuse(text, ID)).toBe(text);
  });

  it("takes time in proportion to the text", () => {
    const started = performance.now();
    for (const part of [
      "<",
      "< ",
      "<\u200b",
      "o",
      "o\u200bu",
      "outsid",
      "outside-abc ",
      "</",
      "&#0",
      "@",
    ]) {
      defuse(part.repeat(100_000), ID);
      defuse(`<${part.repeat(100_000)}`, ID);
    }

    expect(performance.now() - started).toBeLessThan(4000);
  });

  it("never throws, and leaves a text that UTF-8 can hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const defused = defuse(text, ID);

        expect(Buffer.from(defused, "utf8").toString("utf8")).toBe(defused);
      }),
    );
  });
});

describe("wellFormed", () => {
  it("writes lone surrogates as JSON does and keeps pairs", () => {
    expect(wellFormed("a\ud83db\udc00😀")).toBe(String.raw`a\ud83db\udc00😀`);
  });
});
