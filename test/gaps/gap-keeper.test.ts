import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NewGap } from "../../src/core/ports/gaps-port.ts";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { openAliveMark } from "../../src/gaps/alive-mark.ts";
import { createGapKeeper } from "../../src/gaps/gap-keeper.ts";
import { tempLedger } from "../ledger/temp-ledger.ts";
import { createTestClock } from "../e2e/leftovers.ts";

const MINUTE = 60_000;

function makeWorld() {
  const folder = mkdtempSync(path.join(tmpdir(), "wakehook-gaps-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "daemon.alive");
  const ledger = tempLedger().open();
  const clock = createTestClock();
  const state = { isFull: false, ended: 0 };
  const guard =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      if (state.isFull) throw new Error("the disk is full");
      return work(...args);
    };
  const store = {
    addGap: guard((gap: NewGap) => ledger.gaps.addGap(gap)),
    endGap: guard((id: number, at: number) => ledger.gaps.endGap(id, at)),
    endOpenGaps: guard((at: number) => ledger.gaps.endOpenGaps(at)),
  };
  const open = () => {
    const mark = openAliveMark(file);
    const keeper = createGapKeeper({
      clock,
      store,
      mark,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      onEnded: () => (state.ended += 1),
    });
    onTestFinished(() => keeper.close());
    return keeper;
  };
  const gaps = () =>
    ledger.gaps
      .gaps(100)
      .toReversed()
      .map(({ cause, name, beganAt, endedAt }) => ({ cause, name, beganAt, endedAt }));
  return { state, clock, open, gaps, alive: () => openAliveMark(file).read() };
}

function refused(code: string, at: number): WakehookEvent {
  return { type: "refused", at, hookId: "a", code, reason: "", remoteAddress: "" };
}

/** Some milliseconds pass in a test by themselves: `closeTo` takes half a second for the same. */
const about = (at: number): unknown => expect.closeTo(at, -3);

describe("gaps", () => {
  it("have none at the first start of a home", () => {
    const { open, gaps, alive } = makeWorld();
    open().start();
    expect(gaps()).toEqual([]);
    expect(alive()).toMatchObject({ stopped: false });
  });

  it("last from the stop to the next start, to the very moment", () => {
    const { clock, open, gaps, state } = makeWorld();
    const first = open();
    first.start();
    first.close();
    const stopped = clock.now();
    clock.skip(90 * MINUTE);
    open().start();
    expect(gaps()).toEqual([
      { cause: "stopped", name: "", beganAt: about(stopped), endedAt: about(clock.now()) },
    ]);
    expect(state.ended).toBe(1);
  });

  it("last from the last sign of life where the daemon was killed", () => {
    const { clock, open, gaps } = makeWorld();
    open().start();
    clock.skip(15_000);
    const alive = clock.now();
    // Killed here: nothing is closed. What a dead daemon's timer does is nobody's.
    const other = open();
    clock.setTo(alive + 3 * MINUTE);
    other.start();
    expect(gaps()).toMatchObject([{ cause: "killed", beganAt: about(alive) }]);
  });

  it("hold the time in which the machine slept", () => {
    const { clock, open, gaps } = makeWorld();
    open().start();
    const before = clock.now();
    clock.skip(8 * 60 * MINUTE);
    expect(gaps()).toEqual([
      { cause: "asleep", name: "", beganAt: about(before), endedAt: about(clock.now()) },
    ]);
  });

  it("hold a tunnel that was down, once, however often it is said", () => {
    const { clock, open, gaps, state } = makeWorld();
    const keeper = open();
    keeper.start();
    keeper.ended("tunnel", "home");
    keeper.began("tunnel", "home", "the relay does not answer");
    keeper.began("tunnel", "home");
    keeper.began("tunnel", "other");
    const began = clock.now();
    expect(gaps()).toMatchObject([
      { name: "home", endedAt: null },
      { name: "other", endedAt: null },
    ]);
    clock.skip(10_000);
    keeper.ended("tunnel", "home");
    keeper.ended("tunnel", "home");
    expect(gaps()).toEqual([
      { cause: "tunnel", name: "home", beganAt: about(began), endedAt: about(clock.now()) },
      { cause: "tunnel", name: "other", beganAt: about(began), endedAt: null },
    ]);
    expect(state.ended).toBe(1);
    keeper.close();
    open().start();
    expect(gaps()[1]).toMatchObject({ name: "other", endedAt: about(clock.now()) });
  });

  it("hold a tunnel by what it says of itself, until it is up, off, or no longer wanted", () => {
    const { clock, open, gaps } = makeWorld();
    const keeper = open();
    keeper.start();
    const tunnel = (name: string, state: "up" | "connecting" | "down" | "off") =>
      keeper.note({
        type: "tunnel",
        at: clock.now(),
        tunnel: name,
        health: { state, since: clock.now(), detail: state === "down" ? "no answer" : null },
      });
    tunnel("a", "connecting");
    for (const name of ["a", "b", "c", "d"]) tunnel(name, "down");
    tunnel("a", "connecting");
    expect(gaps().map(({ endedAt }) => endedAt)).toEqual([null, null, null, null]);
    tunnel("a", "up");
    tunnel("b", "off");
    keeper.keepOnly(new Set(["c"]));
    expect(gaps().map(({ name, endedAt }) => [name, endedAt === null])).toEqual([
      ["a", false],
      ["b", false],
      ["c", true],
      ["d", false],
    ]);
  });

  it.each([
    ["storage_unavailable", "storage"],
    ["queue_full", "queue"],
    ["hook_invalid", "hook_invalid"],
  ])("hold the first and the last %s, when it is over", (code, cause) => {
    const { clock, open, gaps } = makeWorld();
    const keeper = open();
    keeper.start();
    const first = clock.now();
    keeper.note(refused(code, first));
    keeper.note(refused("unauthorized", first));
    clock.skip(15_000);
    keeper.note(refused(code, clock.now()));
    const last = clock.now();
    clock.skip(30_000);
    expect(gaps()).toEqual([]);
    clock.skip(31_000);
    expect(gaps()).toEqual([{ cause, name: "", beganAt: first, endedAt: about(last) }]);
  });

  it("are written down when the ledger takes them again, and a kill before that loses none", () => {
    const { clock, open, gaps, state, alive } = makeWorld();
    const keeper = open();
    keeper.start();
    const before = alive();
    state.isFull = true;
    keeper.began("tunnel", "home");
    const began = clock.now();
    for (let look = 0; look < 4; look += 1) clock.skip(15_000);
    keeper.ended("tunnel", "home");
    expect(gaps()).toEqual([]);
    // Whoever starts after a kill finds a gap that begins before the one that is on no record.
    expect(alive()).toEqual(before);
    state.isFull = false;
    clock.skip(15_000);
    expect(gaps()).toMatchObject([{ cause: "tunnel", beganAt: about(began) }]);
    expect(alive()?.at).toEqual(about(clock.now()));
    expect(state.ended).toBe(1);
  });

  it("keep the mark behind while senders are turned away", () => {
    const { clock, open, alive } = makeWorld();
    const keeper = open();
    keeper.start();
    const before = alive();
    keeper.note(refused("storage_unavailable", clock.now()));
    clock.skip(15_000);
    expect(alive()).toEqual(before);
    keeper.close();
    expect(alive()).toMatchObject({ stopped: true });
  });
});
