// Looks at a running program's two output files: whether they grow beyond their limit, or not at all.

import { stat, truncate } from "node:fs/promises";
import type { ProcessRequest } from "../../core/ports/process-port.ts";
import type { Clock, Timer } from "../../system/clock.ts";

/** What may end a run because of its output. */
export type OutputCause = "output_limit" | "hang";

/** A watch over one run. */
export interface OutputWatch {
  /** How long nothing has come, as of the last look; milliseconds of the monotonic clock. */
  silentMs(): number;
  stop(): void;
}

/** Looks every so often; calls back when the output is too long, or has stopped for too long. */
export function watchOutput(
  deps: { readonly clock: Clock; readonly everyMs: number },
  request: ProcessRequest,
  end: (cause: OutputCause) => void,
): OutputWatch {
  const { clock, everyMs } = deps;
  const { silenceMs = Number.POSITIVE_INFINITY, outputLimitBytes } = request;
  let seenBytes = 0;
  let lastGrowth = clock.monotonic();
  let silentMs = 0;
  let timer: Timer | null = null;
  let stopped = false;
  const look = async (): Promise<void> => {
    const bytes = await outputBytes(request);
    if (stopped) return;
    const now = clock.monotonic();
    if (bytes !== seenBytes) lastGrowth = now;
    seenBytes = bytes;
    silentMs = now - lastGrowth;
    if (bytes > outputLimitBytes) end("output_limit");
    else if (silentMs >= silenceMs) end("hang");
    else schedule();
  };
  const schedule = (): void => {
    timer = clock.setTimer(() => void look(), everyMs);
  };
  schedule();
  return {
    silentMs: () => silentMs,
    stop() {
      stopped = true;
      timer?.clear();
    },
  };
}

/** Standard output and error together. */
export async function outputBytes(request: ProcessRequest): Promise<number> {
  const sizes = await Promise.all([sizeOf(request.stdoutFile), sizeOf(request.stderrFile)]);
  return sizes[0] + sizes[1];
}

/** Gives the disk back what a runaway wrote; the beginning is kept. */
export async function cutOutput(request: ProcessRequest): Promise<void> {
  for (const file of [request.stdoutFile, request.stderrFile])
    if ((await sizeOf(file)) > request.outputLimitBytes)
      await truncate(file, request.outputLimitBytes);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0; // removed by the child
  }
}
