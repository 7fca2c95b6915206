import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunId } from "../../../src/core/records/ids.ts";
import { fingerprintOfPosted, markOf, readMark } from "../../../src/core/admission/mark.ts";

const KEY = Buffer.alloc(32, 1);
const RUN = "run_01jd3v9p6qk8z5w2x7y4m1n0ab" as RunId;
const MARK = markOf(RUN, KEY);

describe("a mark", () => {
  it.each([
    ["alone", MARK],
    ["below an answer", `Done.\n\n${MARK}`],
    ["between Windows lines", `Done.\r\n${MARK}\r\nBye.`],
    ["indented", `   ${MARK}  `],
    ["in a comment of HTML", `Done.\n<!-- ${MARK} -->`],
  ])("is read %s", (_, text) => {
    expect(readMark(text, KEY)).toBe(RUN);
  });

  it.each([
    ["quoted by somebody", `> ${MARK}\n\nNo, that is wrong.`],
    ["quoted twice", `> > ${MARK}`],
    ["within a line", `see ${MARK} for more`],
    ["of another key", markOf(RUN, Buffer.alloc(32, 2))],
    ["of another run", MARK.replace("0ab", "0ac")],
    ["without its code", `wakehook-run: ${RUN}`],
    ["with a code that was guessed", `wakehook-run: ${RUN}.0000000000000000`],
    ["in capitals", MARK.toUpperCase()],
  ])("is none %s", (_, text) => {
    expect(readMark(text, KEY)).toBeNull();
  });

  it("is found behind a forged one", () => {
    expect(readMark(`wakehook-run: ${RUN}.0000000000000000\n${MARK}`, KEY)).toBe(RUN);
  });

  it("is never read out of whatever text", () => {
    fc.assert(fc.property(fc.string(), (text) => readMark(text, KEY) === null));
  });
});

describe("the fingerprint of what was posted", () => {
  const TEXT = "I looked at the issue.\n\nIt is caused by a missing file.";

  it("is the same however the text was wrapped on its way", () => {
    const wrapped = [
      "I looked at the issue.\r\n\r\nIt is caused by a missing file.\n",
      TEXT.replaceAll("\n", " "),
    ];

    for (const text of wrapped) expect(fingerprintOfPosted(text)).toBe(fingerprintOfPosted(TEXT));
  });

  it("is the same whatever white space stands between the words", () => {
    const space = fc.string({
      unit: fc.constantFrom(" ", "\t", "\n", "\r", "\u00a0", "\u2028"),
      minLength: 1,
    });
    const words = ["Looked", "at", "the", "issue", "again"];
    fc.assert(
      fc.property(fc.array(space, { minLength: 4, maxLength: 4 }), (spaces) => {
        const text = words.map((word, at) => `${word}${spaces[at] ?? ""}`).join("");
        expect(fingerprintOfPosted(text)).toBe(fingerprintOfPosted(words.join(" ")));
      }),
    );
  });

  it("is another for another text, and none for one that anybody may write", () => {
    expect(fingerprintOfPosted(`${TEXT} Really.`)).not.toBe(fingerprintOfPosted(TEXT));
    expect(fingerprintOfPosted("  Thanks, done.  ")).toBeNull();
  });
});
