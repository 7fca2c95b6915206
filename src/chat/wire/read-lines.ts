// A stream of lines that stays open, with a watchdog: a connection that has gone silent after a sleep or a change of
// networks looks open for ever.

import type { Clock, Timer } from "../../system/clock.ts";

/** How the stream is watched. */
export interface LineWatch {
  readonly clock: Pick<Clock, "setTimer">;
  /** Longer without a byte, and the stream is given up. */
  readonly silenceMs: number;
  /** Ends the request. */
  readonly giveUp: () => void;
}

/** Longer is no line of a platform. */
const LONGEST_LINE = 1_048_576;

/** The lines of an answer, as they come. @throws what breaks the connection. */
export async function* readLines(
  body: AsyncIterable<Uint8Array>,
  { clock, silenceMs, giveUp }: LineWatch,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let timer: Timer | null = null;
  const watch = (): void => {
    timer?.clear();
    timer = clock.setTimer(giveUp, silenceMs, { unref: true });
  };
  watch();
  try {
    for await (const piece of body) {
      watch();
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) throw new Error("a line without an end");
      yield* lines;
    }
  } finally {
    (timer as Timer | null)?.clear();
  }
}
