// Where reading goes on. Telegram keeps what was not taken for a day, and takes whatever is below the offset as taken.

import type { ChannelInbound } from "../../core/ports/channel-port.ts";
import type { Clock } from "../../system/clock.ts";

/** The update that is asked for next. */
export interface Offset {
  /** undefined: whatever Telegram has. */
  next(): number | undefined;
  /** An update was taken. @throws where the disk does not take it. */
  taken(updateId: number): void;
}

/** After a week of silence the numbers begin anew, maybe lower: an old offset would throw what comes away, unread. */
const FRESH_MS = 3 * 86_400_000;

/** Keeps the offset of a bot. */
export function createOffset(
  {
    inbound,
    clock,
  }: { inbound: Pick<ChannelInbound, "recall" | "remember">; clock: Pick<Clock, "now"> },
  botId: string,
): Offset {
  const name = `offset:${botId}`;

  function next(): number | undefined {
    const [id, at] = (inbound.recall(name) ?? "").split(" ").map(Number);
    const isFresh = at !== undefined && clock.now() - at < FRESH_MS;
    return isFresh && Number.isSafeInteger(id) ? id : undefined;
  }

  return {
    next,
    taken(updateId) {
      // What is told once more leads nowhere back.
      const after = Math.max(updateId + 1, next() ?? 0);
      inbound.remember(name, `${after} ${clock.now()}`);
    },
  };
}
