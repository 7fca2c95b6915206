import { rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { lookAtFiles } from "../../src/settings/look-at-files.ts";
import type { Clock } from "../../src/system/clock.ts";
import { tempFolder } from "./temp-home.ts";

/** A clock whose timers ring only when asked to. */
function handClock(): { clock: Clock; ring: () => void; waiting: () => number } {
  const timers = new Set<() => void>();
  return {
    clock: {
      now: () => 0,
      monotonic: () => 0,
      setTimer(callback) {
        timers.add(callback);
        return { clear: () => void timers.delete(callback) };
      },
    },
    ring() {
      for (const callback of Array.from(timers)) {
        timers.delete(callback);
        callback();
      }
    },
    waiting: () => timers.size,
  };
}

/** Counts signs; `next` settles at the first one after it was called. */
function signs(): { onSign: () => void; next: () => Promise<void>; seen: () => number } {
  let count = 0;
  let wake: (() => void) | undefined;
  return {
    onSign() {
      count += 1;
      wake?.();
    },
    next: async () =>
      await new Promise((resolve) => {
        wake = resolve;
      }),
    seen: () => count,
  };
}

async function watched(file: string) {
  const { clock, ring, waiting } = handClock();
  const { onSign, next, seen } = signs();
  const watch = await lookAtFiles([file], onSign, { clock });
  onTestFinished(async () => await watch.close());
  async function look(): Promise<void> {
    ring();
    while (waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { watch, ring, look, waiting, next, seen };
}

describe("lookAtFiles", () => {
  it("gives a sign of a new, edited, replaced and removed file", async () => {
    const file = path.join(await tempFolder(), "webhooks.json");
    const { next, look } = await watched(file);
    const steps = [
      async () => await writeFile(file, "1"),
      async () => await writeFile(file, "2"),
      async () => {
        await writeFile(`${file}.tmp`, "3");
        await rename(`${file}.tmp`, file);
      },
      async () => await unlink(file),
      async () => await writeFile(file, "again"),
    ];

    for (const step of steps) {
      await look();
      const sign = next();
      await step();
      await look();
      await sign;
    }
  });

  it("gives one sign more after a change, for a second one that leaves no trace, and then none", async () => {
    const file = path.join(await tempFolder(), "webhooks.json");
    const { look, seen } = await watched(file);
    await look();
    expect(seen()).toBe(0);
    await writeFile(file, "1");
    for (const signs of [1, 2, 2]) {
      await look();
      expect(seen()).toBe(signs);
    }
  });

  it("gives a sign of a change behind a link", async () => {
    const target = path.join(await tempFolder(), "target.json");
    const file = path.join(await tempFolder(), "webhooks.json");
    await writeFile(target, "1");
    await symlink(target, file);
    const { next, ring } = await watched(file);

    const sign = next();
    await writeFile(target, "2");
    ring();

    await sign;
  });

  it("looks again and again, also when the folder is gone", async () => {
    const folder = await tempFolder();
    const { watch, next, ring, waiting } = await watched(path.join(folder, "webhooks.json"));
    await rm(folder, { recursive: true });
    ring();
    while (waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    await writeFile(folder, "a file now");

    const sign = next();
    ring();

    await sign;
    await watch.close();
    expect(waiting()).toBe(0);
  });
});
