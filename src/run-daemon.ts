// The daemon as a process: started, told to stop by a signal or the admin API, ended.

import { EXIT_CODES, toError } from "./core/records/errors.ts";
import { startDaemon, type Daemon } from "./daemon.ts";
import type { DaemonOptions } from "./daemon/context.ts";
import { systemClock } from "./system/clock.ts";
import { exitNow, onStopSignal, onUncaught } from "./system/exit.ts";

/** A signal to the process group reaches the launcher too, which passes it on: within this time it is one. */
const SAME_SIGNAL_MS = 500;

/**
 * Runs a daemon until a signal or the admin API stops it; a signal after that ends the process at once.
 * @returns the exit code
 * @throws what startDaemon throws
 */
export async function runDaemon({
  onReady,
  ...options
}: DaemonOptions & {
  readonly onReady?: (ready: Pick<Daemon, "hooksAddress" | "adminAddress" | "newToken">) => void;
}): Promise<number> {
  const clock = options.clock ?? systemClock;
  let askedAt: number | null = null;
  let stop: (() => Promise<void>) | null = null;
  const noteAsked = (): number => (askedAt ??= clock.monotonic());
  const off = onStopSignal(() => {
    if (clock.monotonic() - noteAsked() > SAME_SIGNAL_MS) exitNow(EXIT_CODES.unexpected);
    void stop?.();
  });
  let mask = (text: string): string => text;
  const offUncaught = onUncaught((thrown) => mask(wordsOf(thrown)));
  try {
    const daemon = await startDaemon({ ...options, onMask: (made) => (mask = made) });
    stop = () => daemon.stop();
    void daemon.stopping.then(noteAsked);
    onReady?.(daemon);
    if (askedAt !== null) await daemon.stop();
    await daemon.stopped;
    return EXIT_CODES.done;
  } finally {
    off();
    offUncaught();
  }
}

function wordsOf(thrown: unknown): string {
  const { stack, message } = toError(thrown);
  return `wakehook: a fault of its own ended it: ${stack ?? message}`;
}
