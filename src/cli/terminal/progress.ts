import type { Clock } from "../../system/clock.ts";
import type { Output } from "./output.ts";

/** After this long without an end, the reader is told what is waited for. */
const QUIET_MS = 1000;
/** And then again each so long. */
const REPEAT_MS = 10_000;

/** Does some work; says on standard error what goes on once it takes longer than a second. */
export async function withProgress<Result>(
  deps: { clock: Clock; out: Pick<Output, "notice"> },
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = deps.clock.monotonic();
  const say = (): void => {
    const seconds = Math.round((deps.clock.monotonic() - startedAt) / 1000);
    deps.out.notice(`${what} ... ${seconds} s`);
    timer = deps.clock.setTimer(say, REPEAT_MS, { unref: true });
  };
  let timer = deps.clock.setTimer(say, QUIET_MS, { unref: true });
  try {
    return await work();
  } finally {
    timer.clear();
  }
}
