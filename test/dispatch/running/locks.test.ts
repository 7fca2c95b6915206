import { describe, expect, it } from "vitest";
import type { HookId, RunId } from "../../../src/core/records/ids.ts";
import { createLocks, type Needs } from "../../../src/dispatch/running/locks.ts";

const run = (id: string) => id as RunId;
const needs = (hook: string, folder: string | null, dependency: string | null): Needs => ({
  hookId: hook as HookId,
  folder,
  dependency,
});

describe("locks", () => {
  it("keep a folder and a dependency for one run, until it lets go", () => {
    const locks = createLocks();
    locks.take(run("1"), needs("a", "/x", "d"));

    expect(locks.round().mayStart(needs("b", "/x", null))).toBe(false);
    expect(locks.round().mayStart(needs("b", null, "d"))).toBe(false);
    expect(locks.round().mayStart(needs("b", "/y", "e"))).toBe(true);
    expect(locks.round().mayStart(needs("b", null, null))).toBe(true);
    locks.release(run("1"));
    expect(locks.round().mayStart(needs("b", "/x", "d"))).toBe(true);
  });

  it("do not mistake a folder for a dependency of the same name", () => {
    const locks = createLocks();
    locks.take(run("1"), needs("a", "/x", null));

    expect(locks.round().mayStart(needs("b", null, "/x"))).toBe(true);
  });

  it("reserve within a round what one that must wait needs", () => {
    const locks = createLocks();
    locks.take(run("1"), needs("a", "/x", null));
    const round = locks.round();

    expect(round.mayStart(needs("b", "/x", "d"))).toBe(false);
    expect(round.mayStart(needs("c", null, "d"))).toBe(false);
    expect(locks.round().mayStart(needs("c", null, "d"))).toBe(true);
  });

  it("count the runs of a hook; letting go twice counts once", () => {
    const locks = createLocks();
    locks.take(run("1"), needs("a", null, null));
    locks.take(run("2"), needs("a", null, null));
    expect([locks.running, locks.isFull("a" as HookId, 2)]).toEqual([2, true]);

    locks.release(run("1"));
    locks.release(run("1"));

    expect([locks.running, locks.isFull("a" as HookId, 2)]).toEqual([1, false]);
    expect(locks.isFull("a" as HookId, 1)).toBe(true);
    expect(locks.isFull("b" as HookId, 1)).toBe(false);
  });
});
