// Looks at a running agent's output for attempts to reach a model service that does not answer.
// Left alone, these programs go on for minutes, one of them for ever.

import type { Clock, Timer } from "../../system/clock.ts";
import { waitMs } from "./retry-at.ts";
import type { Failure } from "./failure.ts";
import { newLines, outputFile } from "../process/output-lines.ts";
import type { Provider } from "../providers/provider.ts";

const CHECK_MS = 500;
/** A program that means to wait longer than this for its model service is ended: others can use its place. */
const PATIENCE_MS = 60_000;

/** A watch over one run. */
export interface RetryWatch {
  /** Why the run was given up, or null. */
  readonly failure: () => Failure | null;
  stop(): void;
}

/**
 * Watches both outputs; calls back once when the provider's limit of attempts is reached without progress
 * between, or when the program says that it will wait for long.
 */
export function watchRetries(
  clock: Clock,
  watched: { provider: Provider; stdoutFile: string; stderrFile: string },
  giveUp: () => void,
): RetryWatch {
  const files = [watched.stderrFile, watched.stdoutFile].map(outputFile);
  let attempts = 0;
  let failure: Failure | null = null;
  let timer: Timer | null = null;
  let stopped = false;
  const look = async (): Promise<void> => {
    for (const file of files) {
      for (const line of await newLines(file)) {
        const retry = watched.provider.retry(line);
        if (retry !== null) {
          attempts += 1;
          failure = retry;
        } else if (file.name === watched.stdoutFile) attempts = 0; // progress
      }
    }
    if (stopped) return;
    const tooLong = attempts > 0 && failure !== null && waitMs(failure, clock.now()) > PATIENCE_MS;
    if (tooLong || attempts >= watched.provider.retryLimit) giveUp();
    else schedule();
  };
  const schedule = (): void => {
    timer = clock.setTimer(() => void look(), CHECK_MS);
  };
  schedule();
  return {
    failure: () => failure,
    stop() {
      stopped = true;
      timer?.clear();
    },
  };
}
