// The only file that ends the process or listens to its signals and to what nobody caught.

import { writeSync } from "node:fs";

const STDERR = 2;
const UNEXPECTED = 1;

/** Sets the exit code; the process ends when its work is done. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}

/** Ends the process at once. Only for a second signal and for the launcher's hand-over. */
export function exitNow(code: number): never {
  process.exit(code);
}

/** Calls back on SIGTERM and SIGINT until the returned function is called. */
export function onStopSignal(callback: (signal: NodeJS.Signals) => void): () => void {
  const signals: NodeJS.Signals[] = ["SIGTERM", "SIGINT"];
  for (const signal of signals) process.on(signal, callback);
  return () => {
    for (const signal of signals) process.off(signal, callback);
  };
}

/**
 * Takes over what nobody caught, until the returned function is called: its words go to standard error, and the
 * process ends. Node itself would print them as they are.
 */
export function onUncaught(words: (thrown: unknown) => string): () => void {
  const end = (thrown: unknown): never => {
    try {
      writeSync(STDERR, `${words(thrown)}\n`);
    } catch {
      // Nobody reads it; the process ends all the same.
    }
    return exitNow(UNEXPECTED);
  };
  process.on("uncaughtException", end);
  return () => void process.off("uncaughtException", end);
}
