// The relay as a process: started, told to stop by a signal, ended.

import { EXIT_CODES, toError } from "../core/records/errors.ts";
import { systemClock } from "../system/clock.ts";
import { exitNow, onStopSignal, onUncaught } from "../system/exit.ts";
import { startRelay, type Relay, type RelayOptions } from "./relay.ts";

/** A signal to the process group reaches the launcher too, which passes it on: within this time it is one. */
const SAME_SIGNAL_MS = 500;

/**
 * Runs a relay until a signal stops it; a signal after that ends the process at once.
 * @returns the exit code
 * @throws what startRelay throws
 */
export async function runRelay({
  onReady,
  ...options
}: RelayOptions & { readonly onReady?: (relay: Relay) => void }): Promise<number> {
  const clock = options.clock ?? systemClock;
  const asked = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  const off = onStopSignal(() => {
    askedAt ??= clock.monotonic();
    if (clock.monotonic() - askedAt > SAME_SIGNAL_MS) exitNow(EXIT_CODES.unexpected);
    asked.resolve();
  });
  const offUncaught = onUncaught((thrown) => {
    const { stack, message } = toError(thrown);
    return `wakehook relay: a fault of its own ended it: ${stack ?? message}`;
  });
  try {
    const relay = await startRelay(options);
    onReady?.(relay);
    await asked.promise;
    await relay.stop();
    return EXIT_CODES.done;
  } finally {
    off();
    offUncaught();
  }
}
