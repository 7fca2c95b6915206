import { describe, expect, it } from "vitest";
import { authoredTexts } from "../../../src/core/admission/authored.ts";
import { findSource } from "../../../src/sources/table.ts";

const github = findSource("github") ?? {};

describe("the texts that an event's author has written", () => {
  const issue = { body: "the issue" };

  it.each([
    ["a new issue", { issue }, "opened", ["the issue"]],
    ["an issue that gets a label", { issue }, "labeled", []],
    ["a comment on an issue", { issue, comment: { body: "a comment" } }, "created", ["a comment"]],
    ["a comment that is deleted", { issue, comment: { body: "a comment" } }, "deleted", []],
    [
      "a review",
      { pull_request: { body: "the pull request" }, review: { body: "a review" } },
      "submitted",
      ["a review"],
    ],
    [
      "a review without words",
      { pull_request: { body: "x" }, review: { body: null } },
      "submitted",
      [],
    ],
    ["a push", { commits: [{ message: "one" }, { message: "two" }] }, null, ["one", "two"]],
    ["something else", { zen: "Keep it logically awesome." }, null, []],
  ])("of GitHub: %s", (_, payload, action, expected) => {
    expect(authoredTexts(github, payload, action)).toEqual(expected);
  });

  it("are all texts where the preset does not know, however deep", () => {
    const payload = { a: "one", b: [{ c: "two" }, 3, null, true], d: { e: { f: "three" } } };

    expect(authoredTexts({}, payload, null).toSorted()).toEqual(["one", "three", "two"]);
  });

  it("are not keys, and not of a prototype", () => {
    expect(authoredTexts({}, JSON.parse('{"__proto__":{"x":"one"}}'), null)).toEqual(["one"]);
    expect(authoredTexts({}, Object.create({ x: "one" }), null)).toEqual([]);
  });
});
