// When a running program's output ends it, on a clock that only the test moves.

import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchOutput, type OutputWatch } from "../../../src/agents/process/output-watch.ts";
import type { ProcessRequest } from "../../../src/core/ports/process-port.ts";
import type { Clock } from "../../../src/system/clock.ts";

let root: string;
let watch: OutputWatch;
let ended: string[];
/** The next look, once the one before has ended. */
let nextLook: PromiseWithResolvers<() => void>;
let monotonic = 0;

const clock: Clock = {
  now: () => {
    throw new Error("the wall clock may be put back at any moment");
  },
  monotonic: () => monotonic,
  setTimer(callback) {
    nextLook.resolve(callback);
    return { clear: () => {} };
  },
};

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "wakehook-output-"));
  ended = [];
  monotonic = 0;
  nextLook = Promise.withResolvers();
});
afterEach(() => rm(root, { recursive: true, force: true }));

function start(silenceMs?: number): void {
  const request = {
    stdoutFile: path.join(root, "out"),
    stderrFile: path.join(root, "err"),
    outputLimitBytes: 1000,
    silenceMs,
  } as ProcessRequest;
  watch = watchOutput({ clock, everyMs: 100 }, request, (cause) => {
    ended.push(cause);
    nextLook.resolve(() => {});
  });
}

/** Moves the clock and lets the watch look once. */
async function lookAt(now: number): Promise<void> {
  const look = await nextLook.promise;
  nextLook = Promise.withResolvers();
  monotonic = now;
  look();
  await nextLook.promise;
}

describe("watchOutput", () => {
  it("ends a program that has written nothing for so long", async () => {
    start(1000);

    await lookAt(999);
    expect(ended).toEqual([]);
    await lookAt(1000);
    expect(ended).toEqual(["hang"]);
    expect(watch.silentMs()).toBe(1000);
  });

  it.each(["out", "err"])("counts from the last growth of %s", async (name) => {
    start(1000);

    await lookAt(900);
    await appendFile(path.join(root, name), "x");
    await lookAt(1500);
    await lookAt(2400);
    expect(ended).toEqual([]);
    await lookAt(2500);
    expect(ended).toEqual(["hang"]);
  });

  it("lets a program be silent that may be", async () => {
    start();

    await lookAt(1e12);

    expect(ended).toEqual([]);
  });

  it("ends one that writes too much, and looks no more", async () => {
    start(1000);
    await writeFile(path.join(root, "out"), "x".repeat(600));
    await writeFile(path.join(root, "err"), "x".repeat(600));

    await lookAt(5000);

    expect(ended).toEqual(["output_limit"]);
  });

  it("calls nothing after it was stopped", async () => {
    start(1000);
    const look = await nextLook.promise;
    monotonic = 5000;

    watch.stop();
    look();
    await appendFile(path.join(root, "out"), "x");

    expect(ended).toEqual([]);
  });
});
