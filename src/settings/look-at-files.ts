// In: the settings files. Out: a call whenever one of them may have changed. Never certain, never too few: the
// caller compares the contents.

import { stat } from "node:fs/promises";
import type { Clock, Timer } from "../system/clock.ts";

/** How often the files are looked at, milliseconds: beneath a watcher that is quicker. */
const LOOK_EVERY_MS = 2000;

/** A comparison that goes on until it is closed, whatever happens to the files and their folder. */
export interface Looking {
  /** Settles when no timer and no look is left. */
  close(): Promise<void>;
}

/**
 * Calls back when a file is replaced, edited, removed, made, or put back with an older time; of a link, also when
 * its target is. Changes that come close together may be one call.
 */
export async function lookAtFiles(
  files: readonly string[],
  onSign: () => void,
  { clock }: { readonly clock: Pick<Clock, "setTimer"> },
): Promise<Looking> {
  // Taken before the caller reads the files for the first time, so that nothing falls in between.
  let seen = await compareBy(files);
  let isNew = false;
  let isClosed = false;
  let current: Promise<void> = Promise.resolve();
  let timer: Timer;

  async function look(): Promise<void> {
    const now = await compareBy(files);
    if (isClosed) return;
    const isChanged = now !== seen;
    seen = now;
    arm();
    // Once more after a change: a second one within the same tick of the file system's clock leaves no trace.
    if (isChanged || isNew) onSign();
    isNew = isChanged;
  }

  function arm(): void {
    const lookLater = (): void => {
      current = look();
    };
    timer = clock.setTimer(lookLater, LOOK_EVERY_MS, { unref: true });
  }

  arm();
  return {
    async close() {
      isClosed = true;
      timer.clear();
      await current;
    },
  };
}

/** Changed at in nanoseconds tells apart what a restored older file of the same size would hide. */
async function compareBy(files: readonly string[]): Promise<string> {
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
