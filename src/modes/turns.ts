// One turn at a time per name, in the order of asking.

/** A line of waiting for every name. */
export interface Turns {
  /** Runs the work when the earlier ones of this name are done; a call that is called off leaves its place. */
  take<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Makes empty lines. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(name, signal, work) {
      const before = last.get(name);
      const turn = Promise.withResolvers<void>();
      const mine = Promise.all([before, turn.promise]);
      last.set(name, mine);
      try {
        if (before !== undefined) await Promise.race([before, aborted(signal)]);
        return await work();
      } finally {
        turn.resolve();
        if (last.get(name) === mine) last.delete(name);
      }
    },
  };
}

/** Work that starts with a signal already aborted ends at once by itself. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
