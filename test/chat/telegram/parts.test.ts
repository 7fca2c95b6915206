import { expect, it } from "vitest";
import type { ChannelMessage } from "../../../src/core/ports/channel-port.ts";
import { MOST_PARTS, partsOf } from "../../../src/chat/telegram/parts.ts";
import { judgeText } from "./strict-text.ts";

const message = (text: string, more: Partial<ChannelMessage> = {}): ChannelMessage => ({
  key: "msg_1",
  place: { chat: "5001", thread: null },
  text,
  card: null,
  files: [],
  silent: false,
  replyTo: null,
  ...more,
});
const card = (decided: string | null) => ({ token: "t".repeat(22), buttons: [], decided });
const textsOf = (one: ChannelMessage): string[] => partsOf(one).parts.map(({ text }) => text);

it("keeps a text that fits in one part", () => {
  expect(textsOf(message("Hello"))).toEqual(["Hello"]);
});

it("cuts at 4,096 units of what is shown, never within a character, and loses nothing", () => {
  for (const start of ["", "x", "xy", "xyz"]) {
    const text = `${start}${"👨‍👩‍👧".repeat(1200)}`;
    const parts = textsOf(message(text));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join("")).toBe(text);
    for (const part of parts) expect(judgeText(part, []).complaints).toEqual([]);
  }
});

it("counts what is shown, and not the addresses and marks behind it", () => {
  const links = Array.from(
    { length: 60 },
    (_, at) => `[w${at}](https://example.org/${"p".repeat(90)})`,
  );
  expect(textsOf(message(links.join("\n\n")))).toHaveLength(1);
});

it("begins a part anew rather than lose an address among too many marks", () => {
  const links = Array.from({ length: 150 }, (_, at) => `- [w${at}](https://example.org/${at})`);
  const { parts } = partsOf(message(links.join("\n")));
  const kept = parts.flatMap(({ entities }) => entities.filter(({ type }) => type === "text_link"));
  expect(kept).toHaveLength(150);
  for (const { text, entities } of parts) expect(judgeText(text, entities).complaints).toEqual([]);
});

it("says in the last part that the rest is a file", () => {
  const long = Array.from({ length: 5000 }, (_, at) => `word${at}`).join(" ");
  const { parts, isWhole } = partsOf(message(long));
  expect(isWhole).toBe(false);
  expect(parts).toHaveLength(MOST_PARTS);
  expect(parts.at(-1)?.text).toMatch(/\n\n\[the rest is in the file below\]$/);
  for (const { text } of parts) expect(text.length).toBeLessThanOrEqual(4096);
});

it("says a decision in the last part, and never needs one part more for it", () => {
  for (let length = 3700; length < 3900; length += 7) {
    const text = "y".repeat(length);
    const before = textsOf(message(text, { card: card(null) }));
    const after = textsOf(message(text, { card: card(`Run: ${"Ann ".repeat(90)}`) }));
    expect(after).toHaveLength(before.length);
    expect(after.at(-1)).toContain("Run: Ann");
    expect(after.at(-1)?.length).toBeLessThanOrEqual(4096);
  }
});

it("takes a decision for words: nothing in it is markup", () => {
  const [only = ""] = textsOf(message("Shall I?", { card: card("Run: *Ann* <b>") }));
  expect(only).toBe("Shall I?\n\nRun: *Ann* <b>");
});

it("shows something where there is nothing to see", () => {
  for (const text of ["", " \n", "\u200b", "\u2060"])
    expect(textsOf(message(text))).toEqual(["(no words)"]);
});
