import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harmlessMarkdown } from "../../../src/core/outbound/sender-report-markdown.ts";

const J = "\u2060";

describe("harmlessMarkdown", () => {
  it.each([
    ["@all and a@b", `@${J}all and a@${J}b`],
    ["/merge", `${J}/merge`],
    ["x\n  /close now\n> /label ~a", `x\n  ${J}/close now\n> ${J}/label ~a`],
    ["/usr/bin/env and /home/ann", "/usr/bin/env and /home/ann"],
    ["<!-- hidden", `<${J}!-- hidden`],
    ["```\n@x\n```\n@y", "```\n@x\n```\n@" + J + "y"],
    ["```js\na", "```js\na\n```"],
    ["~~~~\n~~~\n```", "~~~~\n~~~\n```\n~~~~"],
    ["a\ud800b", "a\ufffdb"],
  ])("makes of %j", (text, harmless) => {
    expect(harmlessMarkdown(text)).toBe(harmless);
  });

  it("leaves no command at the beginning of a line, whatever comes", () => {
    const parts = fc.constantFrom("/", "merge", " ", "\n", "\r", "```", "@", "a", ">");
    fc.assert(
      fc.property(
        fc.array(parts).map((all) => all.join("")),
        (text) => {
          expect(harmlessMarkdown(text)).not.toMatch(/^\/merge(?:\s|$)/m);
        },
      ),
    );
  });
});
