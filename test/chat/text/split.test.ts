import * as fc from "fast-check";
import { expect, test } from "vitest";
import { splitText, type SplitRules } from "../../../src/chat/text/split.ts";
import { plainText, type Block } from "../../../src/chat/text/tree.ts";
import { writeMarkdown } from "../../../src/chat/text/write-markdown.ts";

const inPlain = (limit: number, mostParts = 10_000): SplitRules => ({
  limit,
  mostParts,
  measure: (blocks) => plainText(blocks).length,
});
const inMarkdown = (limit: number, mostParts = 10_000): SplitRules => ({
  limit,
  mostParts,
  measure: (blocks) => writeMarkdown(blocks).length,
});

const partsOf = (text: string, rules: SplitRules): string[] =>
  splitText(text, rules).parts.map((part) => writeMarkdown(part));
const lettersOf = (parts: ReadonlyArray<readonly Block[]>): string =>
  parts
    .map(plainText)
    .join("")
    .replaceAll(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, "");

test("a text that fits is one part, as it was written", () => {
  const text = "# Title\n\nwords with **bold** and [a link](https://example.org)\n\n- one\n- two";
  expect(partsOf(text, inMarkdown(4096))).toEqual([text]);
});

test("an empty text has no parts", () => {
  expect(splitText("", inMarkdown(10))).toEqual({ parts: [], isWhole: true });
  expect(splitText("\n \n", inMarkdown(10)).parts).toEqual([]);
});

test("words are cut at a space, and stay bold, or a link, in both parts", () => {
  const text = `**${"bold ".repeat(20).trim()}** and [${"link ".repeat(10).trim()}](https://example.org/)`;
  const parts = partsOf(text, inMarkdown(80));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts[0]).toMatch(/^\*\*bold(?: bold)+\*\*$/);
  expect(parts.at(-1)).toMatch(/\]\(https:\/\/example\.org\/\)$/);
});

test("a fence is closed before a cut and opened again with its language", () => {
  const code = Array.from({ length: 40 }, (_, at) => `line ${at};`).join("\n");
  const parts = partsOf(`before\n\n\`\`\`ts\n${code}\n\`\`\`\n\nafter`, inMarkdown(120));
  for (const part of parts.slice(0, -1)) expect(part.split("```").length % 2).toBe(1);
  expect(parts.filter((part) => part.includes("```ts\n")).length).toBeGreaterThan(3);
  expect(parts.join("\n").match(/line \d+;/g)).toHaveLength(40);
});

test("the numbers of a list go on where they were", () => {
  const list = Array.from({ length: 12 }, (_, at) => `${at + 1}. item ${at + 1}`).join("\n");
  const parts = partsOf(list, inMarkdown(50));
  expect(parts.length).toBeGreaterThan(2);
  expect(
    parts
      .join("\n")
      .match(/^\d+\./gm)
      ?.map(Number),
  ).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
});

test("each part of a table has its head", () => {
  const rows = Array.from({ length: 30 }, (_, at) => `| ${at} | value ${at} |`).join("\n");
  const parts = partsOf(`| n | words |\n|---|---|\n${rows}`, inMarkdown(200));
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) expect(part).toMatch(/^\| n \| words \|/);
});

test("no character is cut, also where one lies astride every cut", () => {
  for (const character of ["👩‍👩‍👧‍👦", "🏳️‍🌈", "é", "𝔸", "🇩🇪"])
    for (let before = 0; before < 12; before += 1) {
      const text = "x".repeat(before) + character.repeat(40);
      const { parts } = splitText(text, inPlain(23));
      expect(parts.map(plainText).join("")).toBe(text);
      for (const part of parts) {
        expect(plainText(part).length).toBeLessThanOrEqual(23);
        expect(plainText(part).replace(/^x+/, "").replaceAll(character, "")).toBe("");
      }
    }
});

test("a character longer than a part is cut between its code points, and nothing hangs", () => {
  const { parts } = splitText(`a${"\u0301".repeat(500)}`, inPlain(50));
  expect(parts.map(plainText).join("")).toHaveLength(501);
  for (const part of parts) expect(plainText(part).length).toBeLessThanOrEqual(50);
});

test("an address longer than a part is shown as words", () => {
  const url = `https://example.org/${"a".repeat(300)}`;
  const { parts } = splitText(`see [here](${url}) please`, inMarkdown(100));
  for (const part of parts) expect(writeMarkdown(part).length).toBeLessThanOrEqual(100);
  expect(parts.map(plainText).join("")).toContain("here (https://example.org/aaa");
});

test("what does not fit into the most parts is left out, and said", () => {
  const text = Array.from({ length: 50 }, (_, at) => `paragraph ${at}`).join("\n\n");
  const { parts, isWhole } = splitText(text, inPlain(40, 3));
  expect({ parts: parts.length, isWhole }).toEqual({ parts: 3, isWhole: false });
  expect(plainText(parts[0] ?? [])).toMatch(/^paragraph 0/);
});

const word = fc.stringMatching(/^[\w👍é]{1,12}$/u);
const line = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(" "));
const block = fc.oneof(
  line,
  line.map((words) => `**${words}**`),
  line.map((words) => `# ${words}`),
  fc
    .array(line, { minLength: 1, maxLength: 8 })
    .map((lines) => lines.map((one) => `- ${one}`).join("\n")),
  fc
    .array(line, { minLength: 1, maxLength: 8 })
    .map((lines) => lines.map((one, at) => `${at + 1}. ${one}`).join("\n")),
  fc
    .array(line, { minLength: 1, maxLength: 8 })
    .map((lines) => lines.map((one) => `> ${one}`).join("\n")),
  fc
    .array(line, { minLength: 1, maxLength: 12 })
    .map((lines) => `\`\`\`js\n${lines.join("\n")}\n\`\`\``),
);
const text = fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => blocks.join("\n\n"));

test("every part fits, and together they say what the text said, in its order", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 30, max: 300 }), (written, limit) => {
      const whole = splitText(written, inMarkdown(1_000_000)).parts;
      const { parts, isWhole } = splitText(written, inMarkdown(limit));
      expect(isWhole).toBe(true);
      for (const part of parts) expect(writeMarkdown(part).length).toBeLessThanOrEqual(limit);
      expect(lettersOf(parts).replaceAll(/\d+/g, "")).toBe(lettersOf(whole).replaceAll(/\d+/g, ""));
    }),
    { numRuns: 40 },
  );
});

test("hostile text is read in a time that grows with its length", () => {
  const cases = [
    ">".repeat(50_000),
    "[".repeat(50_000),
    "~~a".repeat(16_000),
    "> - ".repeat(12_000),
    `${"|a".repeat(10_000)}\n${"|-".repeat(10_000)}`,
    "**".repeat(25_000),
    "<a ".repeat(16_000),
  ];
  for (const written of cases) {
    const { parts } = splitText(written, inPlain(4096));
    expect(lettersOf(parts).length).toBeGreaterThanOrEqual(written.replaceAll(/[^a]/g, "").length);
  }
});
