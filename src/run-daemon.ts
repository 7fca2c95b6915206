// The daemon as a process: started, told to stop by a signal or the admin API, ended.

import { EXIT_CODES } from "./core/errors.ts";
import { startDaemon, type Daemon } from "./daemon.ts";
import type { DaemonOptions } from "./daemon/context.ts";
import { exitNow, onStopSignal } from "./system/exit.ts";

/**
 * Runs a daemon until a signal or the admin API stops it; a second signal ends the process at once.
 * @returns the exit code
 * @throws what startDaemon throws
 */
export async function runDaemon({
  onReady,
  ...options
}: DaemonOptions & {
  readonly onReady?: (ready: Pick<Daemon, "hooksAddress" | "adminAddress" | "newToken">) => void;
}): Promise<number> {
  let signals = 0;
  let stop: (() => Promise<void>) | null = null;
  const off = onStopSignal(() => {
    signals += 1;
    if (signals > 1) exitNow(EXIT_CODES.unexpected);
    void stop?.();
  });
  try {
    const daemon = await startDaemon(options);
    stop = () => daemon.stop();
    onReady?.(daemon);
    if (signals > 0) await daemon.stop();
    await daemon.stopped;
    return EXIT_CODES.done;
  } finally {
    off();
  }
}
