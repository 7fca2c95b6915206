// In: a run that a dead daemon left. Out: its end, where its turn had ended and been told already: the answer is in the
// chat, and to call the run interrupted would not be true.

import type { ChatReadPort } from "../core/ports/chat-store-port.ts";
import type { Run, RunOutcome } from "../core/records/run.ts";

/** How the turns of a run had ended; null: none of them in success. */
export function endedInConversations(
  chats: Pick<ChatReadPort, "turnsOfRun">,
  { id }: Pick<Run, "id">,
): RunOutcome | null {
  const ended = chats.turnsOfRun(id).filter(({ status }) => status === "success");
  if (ended.length === 0) return null;
  const costs = ended.flatMap(({ costUsd }) => costUsd ?? []);
  const answers = ended.flatMap(({ reply }) => reply ?? []);
  return {
    status: "success",
    answer: answers.join("\n\n"),
    agent: ended.flatMap(({ postTo }) => postTo).join(", "),
    sessionId: ended[0]?.sessionAfter ?? ended[0]?.sessionBefore ?? undefined,
    costUsd: costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0),
  };
}
