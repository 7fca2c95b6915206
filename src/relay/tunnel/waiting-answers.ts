// Who waits for a daemon's answer, by what it is the answer to. Nobody waits for ever.

import type { Clock } from "../../system/clock.ts";
import type { DaemonAnswer } from "../door/door-answers.ts";

/** Those that wait on one connection. */
export interface WaitingAnswers {
  /** Resolves with the answer; null: none came in time, or none will come. */
  wait(key: string, ms: number): Promise<DaemonAnswer | null>;
  /** Hands an answer to who waits for it. `null`: none will come. false: nobody waited. */
  give(key: string, answer: DaemonAnswer | null): boolean;
  /** None will come any more. */
  giveUp(): void;
  /** How many wait. */
  size(): number;
}

/** Nobody waits yet. */
export function createWaitingAnswers(clock: Pick<Clock, "setTimer">): WaitingAnswers {
  const waiting = new Map<string, (answer: DaemonAnswer | null) => void>();
  const give = (key: string, answer: DaemonAnswer | null): boolean => {
    const resolve = waiting.get(key);
    waiting.delete(key);
    resolve?.(answer);
    return resolve !== undefined;
  };
  return {
    give,
    size: () => waiting.size,
    wait: (key, ms) =>
      new Promise((resolve) => {
        const timer = clock.setTimer(() => give(key, null), ms);
        waiting.set(key, (answer) => {
          timer.clear();
          resolve(answer);
        });
      }),
    giveUp() {
      for (const key of waiting.keys()) give(key, null);
    },
  };
}
