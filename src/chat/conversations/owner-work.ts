// In: a turn that answers the owner's words. Out: its work, made of what is on record: it may have waited over a
// restart.

import path from "node:path";
import type { Conversation, Turn } from "../../core/records/conversation.ts";
import type { RunId } from "../../core/records/ids.ts";
import { answerToOwner } from "./turn-messages.ts";
import { modelOf } from "./model-of.ts";
import { ownerPrompt } from "./owner-prompt.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import type { TurnWork } from "./turn-work.ts";

const SECOND_MS = 1000;
const BOUNDARY_BYTES = 16;

/** The work of a turn of the owner's. */
export function ownerWork(
  deps: ConversationsDeps,
  turn: Turn,
  { agent, chat }: Conversation,
): TurnWork {
  const { config } = deps.settings();
  const message = turn.messageId === null ? null : deps.store.message(turn.messageId);
  const text = message?.text ?? "";
  const repliedTo = message?.replyTo ?? null;
  const answered = repliedTo === null ? null : deps.store.message(repliedTo);
  const boundary = deps.randomness.bytes(BOUNDARY_BYTES).toString("hex");
  return {
    runFolder: path.join(deps.paths.runsFolder, turn.id),
    prompt: () => Promise.resolve(ownerPrompt({ chat, text }, { answered, boundary })),
    asked: text,
    request: {
      // Its processes are found again by this id.
      runId: turn.id as string as RunId,
      model: modelOf(agent, config),
      effort: undefined,
      permission: config.chat.permission,
      allowedTools: [],
      mcpServers: undefined,
      parameters: [],
      trustFolder: false,
      agents: config.agents,
      timeoutMs: config.chat.timeoutSeconds * SECOND_MS,
      budgetUsd: null,
    },
    onProcess: () => {},
    messagesOf: (ended) => answerToOwner(deps, ended),
  };
}
