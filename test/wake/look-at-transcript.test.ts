import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lookForKey, transcriptSize, wasInterrupted } from "../../src/wake/look-at-transcript.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "wakehook-transcript-"));
  file = path.join(folder, "one.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (...lines: string[]): void => writeFileSync(file, lines.join("\n"));
const look = (from = 0) => lookForKey(file, { key: "KEY", from });

test("a key in the queue is queued, in any other line it is taken", () => {
  put('{"type":"mode"}', '{"type":"queue-operation","content":"a KEY b"}', "");
  expect(look()).toBe("queued");

  put('{"type":"queue-operation","content":"KEY"}', '{"type":"attachment","prompt":"KEY"}', "");
  expect(look()).toBe("taken");
});

test("a line that is not whole yet says nothing", () => {
  put('{"type":"user","message":"KEY');

  expect(look()).toBe("nowhere");
});

test("only what was written behind the handover counts", () => {
  put('{"type":"user","message":"KEY"}', "");

  expect(look(transcriptSize(file))).toBe("nowhere");
});

test("what cannot be read says nothing at all: no file, a folder, a link, no name", () => {
  const link = path.join(folder, "link");
  put('{"type":"user","message":"KEY"}');
  symlinkSync(file, link);

  for (const name of [path.join(folder, "none"), folder, link, null])
    expect(lookForKey(name, { key: "KEY", from: 0 })).toBeNull();
  expect(transcriptSize(null)).toBe(0);
});

const entry = (type: string, text: string, timestamp: string): string =>
  JSON.stringify({ type, timestamp, message: { role: type, content: [{ type: "text", text }] } });
const NOON = Date.parse("2026-01-31T12:00:00Z");
const CUT = "[Request interrupted by user for tool use]";

test("a turn was broken off where the last words say so, and not before the turn began", () => {
  put(
    entry("assistant", "Let me", "2026-01-31T12:00:01Z"),
    entry("user", CUT, "2026-01-31T12:00:02Z"),
    '{"type":"last-prompt"}',
    "",
  );
  expect(wasInterrupted(file, { since: NOON })).toBe(true);
  expect(wasInterrupted(file, { since: NOON + 5000 })).toBe(false);
  expect(wasInterrupted(file, { from: transcriptSize(file) })).toBe(false);

  put(entry("user", CUT, "2026-01-31T12:00:02Z"), entry("user", "Go on", "2026-01-31T12:00:03Z"));
  expect(wasInterrupted(file, { since: NOON })).toBe(false);
  expect(wasInterrupted(null, {})).toBe(false);
});
