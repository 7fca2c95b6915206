// In: messages. Out: which agent speaks in them, and what they are about. A conversation is asked for once.

import type { WireMessage } from "../../core/wire/wire-chat.ts";
import { orNull, type ChatApi, type Room } from "./chat-api.ts";

/** Who speaks where. */
export interface Speakers {
  /** Must be called before `of` is asked about a message of this conversation. */
  learn(conversationId: string | null): Promise<void>;
  of(message: WireMessage): { readonly agent: string; readonly about: string };
  agentOf(conversationId: string | null): string;
}

/** Knows nobody yet. @param room asked each time */
export function createSpeakers(api: ChatApi, room: () => Room): Speakers {
  const known = new Map<string, { agent: string; entity: string | null }>();
  const agentOf = (id: string | null): string => known.get(id ?? "")?.agent ?? "the agent";

  return {
    agentOf,
    async learn(id) {
      if (id === null || known.has(id)) return;
      // The words matter more than who says them; it is asked again with the next ones.
      const found = await orNull(api.conversation(id));
      if (found !== null) known.set(id, found);
    },
    of({ conversation_id: id, hook_id: hook }) {
      const about = known.get(id ?? "")?.entity ?? hook ?? "";
      return { agent: agentOf(id), about: room().conversationId === null ? about : "" };
    },
  };
}
