// The only file that ends the process or listens to its signals.

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
