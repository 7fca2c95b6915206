// The routes about conversations: which there are, who answers in them, an end to a turn, a new beginning.

import type { Config } from "../../core/settings/config.ts";
import { MAIN_CHAT, type Conversation, type Turn } from "../../core/records/conversation.ts";
import { isConversationId, isTurnId } from "../../core/records/ids.ts";
import { isProviderId } from "../../core/settings/providers.ts";
import { allTargets, isChatTarget } from "../../core/settings/target.ts";
import { wireConversation, wireTurn } from "../../core/wire/wire-chat.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { DEFAULT_PAGE } from "./delivery-handlers.ts";
import type { AdminChat, AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** Turns shown with a conversation. */
const SHOWN_TURNS = 20;

/** The handlers of the routes about conversations. */
export function createChatHandlers(
  deps: Pick<AdminDeps, "chat" | "settings">,
  answers: Answers,
): Handlers<
  | "listChats"
  | "useAgent"
  | "listConversations"
  | "showConversation"
  | "stopTurn"
  | "renewConversation"
  | "showTurn"
> {
  const { chat } = deps;
  const { store, conversations } = chat;

  return {
    listChats: () => answers.json({ chats: chatsOf(deps.settings().config, chat) }),
    useAgent({ id, body: { agent } }) {
      if (!chatNames(deps.settings().config).has(id)) return noSuchChat(deps, id);
      conversations.useAgent(id, agent);
      return answers.json({ chat: id, agent: conversations.agentOf(id) });
    },
    listConversations({ query }) {
      const list = store.conversations({ limit: DEFAULT_PAGE, ...query });
      return answers.json({
        conversations: list.map((one) =>
          Object.assign(wireConversation(one), { going: wireGoing(chat, one) }),
        ),
      });
    },
    showConversation({ id }) {
      const found = findConversation(store, id);
      if ("ok" in found) return found;
      return answers.json({
        ...wireConversation(found),
        going: wireGoing(chat, found),
        by_hand: conversations.byHand(found.id),
        newest_turns: store.turns(found.id, SHOWN_TURNS).map(wireTurn),
      });
    },
    stopTurn({ id }) {
      const found = findConversation(store, id);
      if ("ok" in found) return found;
      return answers.json({ stopped: conversations.stop(found.id) });
    },
    renewConversation({ id }) {
      const found = findConversation(store, id);
      if ("ok" in found) return found;
      if (found.state === "closed")
        return refusal("refused", `${id} is closed already`, "the next words begin a new one");
      const closed = conversations.renew(found.chat, found.entity);
      return answers.json({ closed: closed?.id ?? null });
    },
    showTurn({ id }) {
      const turn = isTurnId(id) ? store.turn(id) : null;
      if (turn !== null) return answers.json(wireTurn(turn));
      return refusal("not_found", `there is no turn ${JSON.stringify(id.slice(0, 80))}`);
    },
  };
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

/** The refusal of a chat that no target shows. */
export function noSuchChat({ settings }: Pick<AdminDeps, "settings">, name: unknown): AdminRefusal {
  const known = [...chatNames(settings().config).keys()].join(", ");
  return refusal("not_found", `there is no chat ${JSON.stringify(name).slice(0, 80)}`, known);
}

function chatsOf(config: Config, { store, conversations }: AdminChat) {
  return [...chatNames(config)].map(([name, targets]) => {
    const agent = conversations.agentOf(name);
    const isKnown = agent !== null && isProviderId(agent);
    const main = isKnown ? store.openConversation({ chat: name, entity: null, agent }) : null;
    return { name, unread: store.unread(name), targets, agent, conversation_id: main?.id ?? null };
  });
}

function wireGoing({ conversations }: AdminChat, { id }: Conversation) {
  const going: Turn | null = conversations.going(id);
  return going === null ? null : wireTurn(going);
}
