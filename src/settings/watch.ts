// In: the settings files. Out: a call whenever one of them may have changed. Never certain, never too few: the
// caller compares the contents.

import type { FSWatcher } from "chokidar";
import { toError } from "../core/records/errors.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Clock } from "../system/clock.ts";
import { lookAtFiles } from "./look-at-files.ts";

/**
 * How often chokidar looks at the files, milliseconds. Not by the system's notifications: a watched home tells of
 * every write to the database in it, which was an eighth of an accept (docs/decisions/0030).
 */
const POLL_EVERY_MS = 250;

/** A watch that goes on until it is closed, whatever happens to the files and their folder. */
export interface Watch {
  /** Settles when no timer, no look and no handle is left. */
  close(): Promise<void>;
}

/**
 * Calls back when a file is replaced, edited, removed, made, or put back with an older time; of a link, also when
 * its target is. Changes that come close together may be one call. What the watcher does not tell, a slow
 * comparison finds.
 */
export async function watchFiles(
  files: readonly string[],
  onSign: () => void,
  { clock, log }: { readonly clock: Pick<Clock, "setTimer">; readonly log: Log },
): Promise<Watch> {
  // Taken before the caller reads the files for the first time, so that nothing falls in between.
  const looking = await lookAtFiles(files, onSign, { clock });
  const starting = startWatcher(files, onSign, log);
  return {
    async close() {
      await looking.close();
      await (await starting)?.close();
    },
  };
}

/** Loaded while the daemon starts, which does not wait for it. */
async function startWatcher(
  files: readonly string[],
  onSign: () => void,
  log: Log,
): Promise<FSWatcher | null> {
  const complain = (thrown: unknown): void => {
    const error = toError(thrown).message;
    log.warn("the settings are not watched well; they are compared every two seconds", { error });
  };
  try {
    const { watch } = await import("chokidar");
    const options = { backend: "polling", pollingInterval: POLL_EVERY_MS } as const;
    // What changed before the watcher was there is a sign too: of the first look at each file.
    return watch([...files], { ...options, atomic: false, persistent: false })
      .on("all", onSign)
      .on("error", complain);
  } catch (thrown) {
    complain(thrown);
    return null;
  }
}
