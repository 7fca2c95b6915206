// Looks at a running agent's output for attempts to reach a model service that does not answer.
// Left alone, these programs go on for minutes, one of them for ever.

import { open } from "node:fs/promises";
import type { Clock, Timer } from "../system/clock.ts";
import { waitMs } from "./retry-at.ts";
import { createLineSplitter, type LineSplitter } from "./lines.ts";
import type { Failure } from "./failure.ts";
import type { Provider } from "./provider.ts";

const CHECK_MS = 500;
/** A program that means to wait longer than this for its model service is ended: others can use its place. */
const PATIENCE_MS = 60_000;
/** Read at a time. */
const PIECE_BYTES = 1_048_576;

/** A watch over one run. */
export interface RetryWatch {
  /** Why the run was given up, or null. */
  readonly failure: () => Failure | null;
  stop(): void;
}

interface WatchedFile {
  readonly name: string;
  readonly lines: LineSplitter;
  offset: number;
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
  const files = [watched.stderrFile, watched.stdoutFile].map((name): WatchedFile => ({
    name,
    lines: createLineSplitter(),
    offset: 0,
  }));
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

/** The whole lines that came since the last look. A file that cannot be read has none. */
async function newLines(file: WatchedFile): Promise<string[]> {
  const lines: string[] = [];
  try {
    await using handle = await open(file.name, "r");
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let isMore = true; isMore;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, file.offset);
      file.offset += bytesRead;
      lines.push(...file.lines.feed(piece.subarray(0, bytesRead)));
      isMore = bytesRead === PIECE_BYTES;
    }
  } catch {
    // Not there yet: the program has just been started.
  }
  return lines;
}
