import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DaemonFrame,
  LARGEST_ANSWER_BYTES,
  readFrame,
  RelayFrame,
} from "../../../src/core/tunnel/frames.ts";

const hello = { type: "hello", version: "1", public_key: "abc", proof: "def", hooks: [] };
const answer = { type: "answer", hook: "ci", number: 1, status: 202, headers: [], body: "" };

describe("a frame", () => {
  it.each([
    hello,
    answer,
    { type: "hooks", hooks: [{ id: "ci", source: "x", enabled: true, allowed_origins: ["a"] }] },
    { type: "ack", hook: "ci", number: 9_007_199_254_740_991 },
    { type: "later", hook: "ci", number: 1, after_ms: 0, reason: "full" },
    { type: "result", hook: "ci", number: 1, status: "success", ended_at: 0 },
    { ...answer, body: Buffer.alloc(LARGEST_ANSWER_BYTES).toString("base64") },
  ])("of a daemon is read as it was written: %#", (frame) => {
    expect(readFrame(DaemonFrame, JSON.stringify(frame))).toEqual(frame);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["of the other end", '{"type":"noted","hook":"ci","number":1}'],
    ["with a field too many", '{"type":"ack","hook":"ci","number":1,"x":1}'],
    ["with a hook that is none", '{"type":"ack","hook":"../x","number":1}'],
    ["with number 0", '{"type":"ack","hook":"ci","number":0}'],
    ["with half a number", '{"type":"ack","hook":"ci","number":1.5}'],
    ["with a number that JSON cannot hold", '{"type":"ack","hook":"ci","number":9007199254740993}'],
    [
      "with a break of a day",
      '{"type":"later","hook":"ci","number":1,"after_ms":86400000,"reason":""}',
    ],
    ["with an answer that is too large", JSON.stringify({ ...answer, body: "A".repeat(90_000) })],
    ["with an answer that is no base64", JSON.stringify({ ...answer, body: "?" })],
    ["with an interim status", JSON.stringify({ ...answer, status: 101 })],
  ])("%s is none", (_, text) => {
    expect(readFrame(DaemonFrame, text)).toBeNull();
  });

  it("never makes the reader throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readFrame(RelayFrame, text)).toBeNull();
      }),
    );
  });
});
