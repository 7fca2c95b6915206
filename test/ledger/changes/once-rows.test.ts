import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ONCE_LIMITS } from "../../../src/ledger/changes/once-rows.ts";
import { tempLedger } from "../temp-ledger.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const call = (key: string, body = "body") => ({ key: digest(key), body: digest(body) });
const ANSWER = Buffer.from("an answer");

test("a call is begun once; when it has ended its answer is known, over a restart too", () => {
  const temp = tempLedger();
  const first = temp.open();
  expect(first.onceCalls.begin(call("a"))).toEqual({ kind: "begun" });
  first.onceCalls.end(digest("a"), ANSWER);
  first.close();

  const found = temp.open().onceCalls.begin(call("a"));

  expect(found).toMatchObject({ kind: "done" });
  expect(Buffer.from("answer" in found ? found.answer : [])).toEqual(ANSWER);
});

test("a call that was begun and never ended is unknown, over a restart too", () => {
  const temp = tempLedger();
  const first = temp.open();
  first.onceCalls.begin(call("a"));
  first.close();

  const { onceCalls } = temp.open();

  expect(onceCalls.begin(call("a"))).toEqual({ kind: "unknown" });
  expect(onceCalls.begin(call("a"))).toEqual({ kind: "unknown" });
});

test("a key with another body is told apart", () => {
  const { onceCalls } = tempLedger().open();
  onceCalls.begin(call("a"));
  onceCalls.end(digest("a"), ANSWER);

  expect(onceCalls.begin(call("a", "other"))).toEqual({ kind: "other_body" });
});

test("a call that was forgotten can be begun again", () => {
  const { onceCalls } = tempLedger().open();
  onceCalls.begin(call("a"));
  onceCalls.forget(digest("a"));

  expect(onceCalls.begin(call("a", "other"))).toEqual({ kind: "begun" });
});

test("a call is forgotten after a day, also one that never ended", () => {
  const temp = tempLedger();
  const { onceCalls } = temp.open();
  onceCalls.begin(call("a"));
  temp.clock.advance(ONCE_LIMITS.keepMs - 1);
  expect(onceCalls.begin(call("a"))).toEqual({ kind: "unknown" });

  temp.clock.advance(1);

  expect(onceCalls.begin(call("a"))).toEqual({ kind: "begun" });
});

test("only so many are kept; the oldest go first", () => {
  const { onceCalls } = tempLedger().open();
  for (let number = 0; number <= ONCE_LIMITS.most; number += 1) onceCalls.begin(call(`${number}`));

  expect(onceCalls.begin(call("1"))).toEqual({ kind: "unknown" });
  expect(onceCalls.begin(call("0"))).toEqual({ kind: "begun" });
});

test("answers take only so much room; the oldest go first, and the newest stays", () => {
  const { onceCalls } = tempLedger().open();
  const half = Buffer.alloc(ONCE_LIMITS.bytes / 2 + 1);
  for (const key of ["a", "b", "c"]) {
    onceCalls.begin(call(key));
    onceCalls.end(digest(key), half);
  }

  expect(onceCalls.begin(call("b"))).toMatchObject({ kind: "done" });
  expect(onceCalls.begin(call("c"))).toMatchObject({ kind: "done" });
  expect(onceCalls.begin(call("a"))).toEqual({ kind: "begun" });
});
