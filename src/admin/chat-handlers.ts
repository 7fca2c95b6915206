// The routes about conversations: which there are, who answers in them, an end to a turn, a new beginning.

import type { Config } from "../core/config.ts";
import { MAIN_CHAT, type Conversation, type Turn } from "../core/conversation.ts";
import { WakehookError } from "../core/errors.ts";
import { isConversationId, isTurnId } from "../core/ids.ts";
import { isProviderId, type ProviderId } from "../core/providers.ts";
import { allTargets, isChatTarget } from "../core/target.ts";
import { wireConversation, wireTurn } from "../core/wire-chat.ts";
import { refusal, type AdminRefusal, type Answers } from "./answer.ts";
import { DEFAULT_PAGE } from "./delivery-handlers.ts";
import type { AdminChat, AdminDeps } from "./deps.ts";
import type { Handlers } from "./handler.ts";

/** Turns shown with a conversation. */
const SHOWN_TURNS = 20;

/** The handlers of the routes about conversations. */
export function createChatHandlers(
  deps: Pick<AdminDeps, "chat" | "settings">,
  answers: Answers,
): Handlers<
  | "listChats"
  | "listConversations"
  | "showConversation"
  | "stopTurn"
  | "renewConversation"
  | "showTurn"
> {
  const chat = () => chatOf(deps);

  return {
    listChats: () => answers.json({ chats: chatsOf(deps.settings().config, chat()) }),
    listConversations({ query }) {
      const list = chat().store.conversations({ limit: DEFAULT_PAGE, ...query });
      return answers.json({
        conversations: list.map((one) =>
          Object.assign(wireConversation(one), { going: wireGoing(chat(), one) }),
        ),
      });
    },
    showConversation({ id }) {
      const found = findConversation(chat().store, id);
      if ("ok" in found) return found;
      const { store, conversations } = chat();
      return answers.json({
        ...wireConversation(found),
        going: wireGoing(chat(), found),
        by_hand: conversations.byHand(found.id),
        newest_turns: store.turns(found.id, SHOWN_TURNS).map(wireTurn),
      });
    },
    stopTurn({ id }) {
      const found = findConversation(chat().store, id);
      if ("ok" in found) return found;
      return answers.json({ stopped: chat().conversations.stop(found.id) });
    },
    renewConversation({ id }) {
      const found = findConversation(chat().store, id);
      if ("ok" in found) return found;
      if (found.state === "closed")
        return refusal("refused", `${id} is closed already`, "the next words begin a new one");
      const closed = chat().conversations.renew(found.chat, found.entity);
      return answers.json({ closed: closed?.id ?? null });
    },
    showTurn({ id }) {
      const turn = isTurnId(id) ? chat().store.turn(id) : null;
      if (turn !== null) return answers.json(wireTurn(turn));
      return refusal("not_found", `there is no turn ${JSON.stringify(id.slice(0, 80))}`);
    },
  };
}

/** @throws WakehookError `refused` where this daemon has no chats. */
export function chatOf({ chat }: Pick<AdminDeps, "chat">): AdminChat {
  if (chat !== undefined) return chat;
  throw new WakehookError("refused", "this daemon has no chats");
}

/** Finds a conversation by its whole id. */
export function findConversation(
  store: Pick<AdminChat["store"], "conversation">,
  id: unknown,
): Conversation | AdminRefusal {
  const known = typeof id === "string" && isConversationId(id);
  const found = known ? store.conversation(id) : null;
  const shown = JSON.stringify(id).slice(0, 80);
  return found ?? refusal("not_found", `there is no conversation ${shown}`);
}

/** The chats of config.json, the local one always among them: names to the targets that show them. */
export function chatNames(config: Config): ReadonlyMap<string, readonly string[]> {
  const chats = allTargets(config.targets).filter(isChatTarget);
  const grouped = Map.groupBy(chats, ({ chat }) => chat);
  return new Map([
    [MAIN_CHAT, []],
    ...[...grouped].map(([name, targets]) => [name, targets.map((one) => one.name)] as const),
  ]);
}

/** Whose conversation the owner's own words go to. */
function chatAgent({ chat, agents }: Config): ProviderId | null {
  const provider = chat.provider ?? agents.provider;
  return provider !== undefined && isProviderId(provider) ? provider : null;
}

function chatsOf(config: Config, { store }: AdminChat) {
  const agent = chatAgent(config);
  return [...chatNames(config)].map(([name, targets]) => {
    const main = agent && store.openConversation({ chat: name, entity: null, agent });
    return { name, unread: store.unread(name), targets, agent, conversation_id: main?.id ?? null };
  });
}

function wireGoing({ conversations }: AdminChat, { id }: Conversation) {
  const going: Turn | null = conversations.going(id);
  return going === null ? null : wireTurn(going);
}
