// At the start: turns that a dead daemon left. What ran is ended and told, and not run again by itself; the owner's
// words that wait go on waiting; a hook's belong to its run, which is over.

import type { Turn } from "../../core/records/conversation.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { keepTrying } from "./keep-trying.ts";
import { interruption } from "./turn-messages.ts";

/**
 * Ends what was left, and gives back the owner's turns that wait, oldest first. While the disk takes nothing it is
 * tried again, until the signal is aborted.
 */
export async function recoverTurns(
  deps: ConversationsDeps,
  signal: AbortSignal,
): Promise<readonly Turn[]> {
  const open = await keepTrying(deps, signal, () => deps.store.openTurns());
  const waits = (turn: Turn): boolean => turn.origin === "owner" && turn.state === "queued";
  const left = open.filter((turn) => !waits(turn));
  await Promise.all(
    left.filter(({ state }) => state === "running").map((turn) => deps.endOrphan(turn)),
  );
  for (const turn of left) await keepTrying(deps, signal, () => endLeft(deps, turn));
  return open.filter(waits);
}

function endLeft(deps: ConversationsDeps, turn: Turn): void {
  const conversation = deps.store.conversation(turn.conversationId);
  if (conversation === null) return;
  const isOwners = turn.origin === "owner";
  deps.store.endTurn(turn.id, {
    status: "error:interrupted",
    reason: "the daemon died while it ran; not run again by itself",
    level: turn.state === "running" ? "taken" : "accepted",
    sessionAfter: null,
    reply: null,
    costUsd: null,
    summary: conversation.summary,
    at: deps.clock.now(),
    messages: isOwners ? [interruption(deps, { turn, conversation })] : [],
  });
  deps.log.warn("a turn was interrupted", { turn: turn.id, origin: turn.origin });
}
