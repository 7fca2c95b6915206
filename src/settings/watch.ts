// In: the folder of the settings files. Out: a call whenever one of them may have changed. Never
// certain, never too few: the caller compares the contents.

import { stat } from "node:fs/promises";
import path from "node:path";
import { watch, type FSWatcher } from "chokidar";
import { toError } from "../core/errors.ts";
import type { Log } from "../core/log-port.ts";
import type { Clock, Timer } from "../system/clock.ts";

/** How often the files are looked at beneath the watcher, milliseconds. */
const LOOK_EVERY_MS = 500;

/** A watch that goes on until it is closed, whatever happens to the files and their folder. */
export interface Watch {
  /** Settles when no timer and no handle is left. */
  close(): Promise<void>;
}

/**
 * Calls back when a file is replaced, edited, removed, made, or put back with an older time. Changes
 * that come close together may be one call. What the system's notifications miss (a link's target, a
 * network folder, no notifications left) a slow comparison finds.
 */
export async function watchFiles(
  files: readonly string[],
  onSign: () => void,
  deps: { readonly clock: Clock; readonly log: Log },
): Promise<Watch> {
  // Taken before the caller reads the files for the first time, so that nothing falls in between.
  const looking = await startLooking(files, onSign, deps.clock);
  const watcher = startWatcher(files, onSign, deps.log);
  return {
    async close() {
      looking.stop();
      await watcher?.close();
      await looking.stopped();
    },
  };
}

function startWatcher(
  files: readonly string[],
  onSign: () => void,
  log: Log,
): FSWatcher | undefined {
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  let complained = false;
  const complain = (thrown: unknown): void => {
    if (complained) return;
    complained = true;
    const error = toError(thrown).message;
    log.warn(`changes of the settings are looked for every ${LOOK_EVERY_MS} ms only`, { error });
  };
  try {
    return watch(folders, {
      depth: 0,
      ignoreInitial: true,
      atomic: false,
      // The database lives in the same folder; its writes are no signs.
      ignored: (name) => !folders.includes(name) && !files.includes(name),
    })
      .on("all", onSign)
      .on("error", complain);
  } catch (thrown) {
    complain(thrown);
    return undefined;
  }
}

async function startLooking(
  files: readonly string[],
  onSign: () => void,
  clock: Clock,
): Promise<{ stop(): void; stopped(): Promise<void> }> {
  let seen = await lookAt(files);
  let stopped = false;
  let current: Promise<void> = Promise.resolve();
  let timer: Timer;
  const look = async (): Promise<void> => {
    const now = await lookAt(files);
    if (stopped) return;
    if (now !== seen) onSign();
    seen = now;
    arm();
  };
  const arm = (): void => {
    const lookLater = (): void => {
      current = look();
    };
    timer = clock.setTimer(lookLater, LOOK_EVERY_MS, { unref: true });
  };
  arm();
  return {
    stop() {
      stopped = true;
      timer.clear();
    },
    stopped: async () => await current,
  };
}

// Changed at in nanoseconds tells apart what a restored older file of the same size would hide.
async function lookAt(files: readonly string[]): Promise<string> {
  const looks = files.map(async (file) => {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    } catch (thrown) {
      return String((thrown as NodeJS.ErrnoException).code);
    }
  });
  return (await Promise.all(looks)).join("\n");
}
