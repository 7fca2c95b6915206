// In: words. Out: what became of them, however often the daemon goes meanwhile; they are said once.

import { WakehookError } from "../../core/errors.ts";
import type { CommandContext } from "../command.ts";
import { sleep } from "../daemon/sleep.ts";
import type { ChatApi, Room, WireSaid } from "./chat-api.ts";
import { isUnreachable } from "./room-view.ts";
import type { Screen } from "./screen.ts";

const AGAIN_MS = 500;

/** A new id, by which the daemon knows words that it has taken already. */
export function newWordsId({ randomness }: Pick<CommandContext, "randomness">): string {
  return randomness.bytes(16).toString("hex");
}

/** Says it until the daemon has it. null: it was refused, or the reader left; the screen says so. */
export async function sayUntilTaken(
  context: Pick<CommandContext, "randomness" | "clock">,
  deps: {
    readonly api: ChatApi;
    readonly room: Room;
    readonly screen: Screen;
    readonly signal: AbortSignal;
  },
  text: string,
): Promise<WireSaid | null> {
  const { api, room, screen, signal } = deps;
  const id = newWordsId(context);
  let isLate = false;
  while (!signal.aborted) {
    try {
      return await api.say(room, text, id);
    } catch (error) {
      if (!isUnreachable(error)) return refused(screen, error);
    }
    if (!isLate) screen.notice("not said yet: the daemon is away; it is said when it is back");
    isLate = true;
    await sleep(context.clock, AGAIN_MS, signal);
  }
  if (isLate) screen.notice("not said: the daemon did not come back");
  return null;
}

function refused(screen: Screen, error: unknown): null {
  if (!(error instanceof WakehookError)) throw error;
  screen.notice(error.hint === undefined ? error.message : `${error.message}: ${error.hint}`);
  return null;
}
