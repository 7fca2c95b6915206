// In: work that nobody can interrupt by asking. Out: its result, or the word that its time was over.

import { createContext, Script } from "node:vm";

/** What became of the work. */
export type Timed<Result> =
  | { readonly inTime: true; readonly result: Result }
  | { readonly inTime: false };

// V8 stops whatever runs beneath a script whose time is over, also functions from outside of its
// context. That ends any loop, and matching too; only a single built-in call (a search in one text)
// runs to its end, and those are linear in the payload.
const box: { work: (() => void) | null } = { work: null };
const context = createContext(box);
const callWork = new Script("work()");

/** Tries of work that was kept from the processor by others, rather than being long itself. */
const TRIES = 3;

/**
 * Calls a synchronous function, for at most so long. What it throws comes through. A function that is
 * stopped does not reach its `finally`: it must hold nothing that wants to be given back. Where most of
 * the time went to other programs of a busy machine it is called again, three times at most.
 * @param limitMs wall time of one try, milliseconds
 */
export function withinTime<Result>(limitMs: number, work: () => Result): Timed<Result> {
  for (let tries = 1; ; tries++) {
    const before = process.cpuUsage();
    const timed = tryWithin(limitMs, work);
    if (timed.inTime || tries === TRIES) return timed;
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 > limitMs / 2) return timed;
  }
}

function tryWithin<Result>(limitMs: number, work: () => Result): Timed<Result> {
  let timed: Timed<Result> = { inTime: false };
  box.work = () => {
    timed = { inTime: true, result: work() };
  };
  try {
    callWork.runInContext(context, { timeout: limitMs });
  } catch (thrown) {
    if (!isTimeout(thrown)) throw thrown;
  } finally {
    box.work = null;
  }
  return timed;
}

function isTimeout(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
