// In: words. Out: what became of them, however often the daemon goes meanwhile; they are said once.

import type { CommandContext } from "../command.ts";
import { sleep } from "../daemon/sleep.ts";
import type { ChatApi, Room, WireSaid } from "./chat-api.ts";
import { isUnreachable } from "./room-view.ts";

const AGAIN_MS = 500;

/** What saying needs. */
export interface SayDeps {
  readonly api: ChatApi;
  readonly room: Room;
  /** Told that the words wait, and that nobody waits any more. */
  readonly notice: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Says it until the daemon has it; null: the signal was aborted before.
 * @throws WakehookError `refused` and others, where the words cannot be taken.
 */
export async function sayUntilTaken(
  { randomness, clock }: Pick<CommandContext, "randomness" | "clock">,
  { api, room, notice, signal }: SayDeps,
  text: string,
): Promise<WireSaid | null> {
  // By it the daemon knows words that it has taken already: its answer may have been lost.
  const id = randomness.bytes(16).toString("hex");
  let isLate = false;
  while (!signal.aborted) {
    try {
      return await api.say(room, text, id);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
    if (!isLate) notice("not said yet: the daemon is away; it is said when it is back");
    isLate = true;
    await sleep(clock, AGAIN_MS, signal);
  }
  if (isLate) notice("not said: the daemon did not come back");
  return null;
}
