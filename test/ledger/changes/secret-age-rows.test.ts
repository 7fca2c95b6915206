import { expect, test } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import { START, tempLedger } from "../temp-ledger.ts";

const id = (text: string): HookId => text as HookId;
const marks = (words: Readonly<Record<string, string>>) =>
  new Map(Object.entries(words).map(([hook, mark]) => [id(hook), Buffer.from(mark)]));

test("a secret is as old as its first sight, over restarts; a changed one is new", () => {
  const temp = tempLedger();
  const first = temp.open();
  first.secretAges.note(marks({ a: "one", b: "one" }));
  temp.clock.advance(1000);
  first.secretAges.note(marks({ a: "one", b: "two" }));
  first.close();

  const kept = temp.open().secretAges.kept();

  expect(kept.map(({ hookId, setAt }) => [hookId, setAt])).toEqual([
    ["a", START],
    ["b", START + 1000],
  ]);
});

test("a hook that is gone for a while keeps the age of its secret", () => {
  const temp = tempLedger();
  const { secretAges } = temp.open();
  secretAges.note(marks({ a: "one" }));
  temp.clock.advance(1000);

  secretAges.note(marks({}));
  secretAges.note(marks({ a: "one" }));

  expect(secretAges.kept()).toMatchObject([{ hookId: "a", setAt: START }]);
});

test("hooks that are gone are forgotten where there are too many", () => {
  const temp = tempLedger();
  const { secretAges } = temp.open();
  const many = Array.from({ length: 10_000 }, (_, number) => [`h${number}`, "one"] as const);
  secretAges.note(marks(Object.fromEntries(many)));

  secretAges.note(marks({ h1: "one", fresh: "one" }));

  expect(secretAges.kept().map(({ hookId }) => hookId)).toEqual(["fresh", "h1"]);
});
