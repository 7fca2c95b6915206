// In: the owner's words, and prompts of hooks. Out: turns of conversations, each carried out once and in its order.

import type { Conversation, Turn } from "../../core/records/conversation.ts";
import type {
  ConversationsPort,
  OwnerWords,
  Said,
  WakeTurn,
} from "../../core/ports/conversations-port.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { TurnId } from "../../core/records/ids.ts";
import { resumeCommand } from "../../core/records/resume-command.ts";
import { agentOfChat, chooseAgentOfChat } from "./choose-agent.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { hearWords } from "./hear-words.ts";
import { ownerWork } from "./owner-work.ts";
import { recoverTurns } from "./recover-turns.ts";
import { createTurnLine } from "./turn-line.ts";
import { wakeConversation } from "./wake-conversation.ts";

/** Conversations, from the start of the daemon to its end. */
export interface Conversations extends ConversationsPort {
  /** Ends what a dead daemon left, then lets what waits go on. Before it, words are taken and wait. */
  start(): Promise<void>;
  /** No turn of the owner's begins any more; the others end within the grace, or are interrupted and told. */
  shutdown(graceMs: number): Promise<void>;
}

/** Creates them; nothing goes on before `start`. */
export function createConversations(deps: ConversationsDeps): Conversations {
  const { store, clock } = deps;
  const line = createTurnLine(deps);
  const ends = createEnds();
  const stopping = new AbortController();
  let starting: Promise<void> = Promise.resolve();

  function queue(turn: Turn, conversation: Conversation): void {
    line.add({
      turn,
      conversation,
      work: (now, where) => ownerWork(deps, now, where),
      onEnd: () => told(turn.id),
      signal: null,
    });
  }

  /** Those who wait are told; where the disk cannot be read, they wait on. */
  function told(id: TurnId): void {
    try {
      const turn = store.turn(id);
      if (turn?.state === "done") ends.tell(turn);
    } catch (thrown) {
      deps.log.error("a turn could not be read", { turn: id, error: toError(thrown).message });
    }
  }

  async function startUp(): Promise<void> {
    try {
      for (const turn of await recoverTurns(deps, stopping.signal)) {
        const conversation = store.conversation(turn.conversationId);
        if (conversation !== null) queue(turn, conversation);
      }
    } catch (thrown) {
      // The next start will find what this one could not end.
      if (stopping.signal.aborted) return;
      throw thrown;
    }
    if (!stopping.signal.aborted) line.open();
  }

  function say(words: OwnerWords): Said {
    const said = hearWords(deps, words);
    if (said.kind !== "taken") return said;
    const { turn, conversation } = said;
    const inFront = line.inFrontOf(turn, conversation);
    queue(turn, conversation);
    return { ...said, behind: inFront === null ? null : store.turn(inFront) };
  }

  async function wake(turn: WakeTurn): Promise<RunOutcome> {
    return wakeConversation({ ...deps, line, told }, turn);
  }

  function renew(chat: string, entity: string | null): Conversation | null {
    const agents = store
      .conversations({ chat, state: "open", limit: 1000 })
      .filter((one) => one.entity === entity);
    for (const { id } of agents) store.closeConversation(id, clock.now());
    return agents[0] === undefined ? null : store.conversation(agents[0].id);
  }

  return {
    wake,
    say,
    renew,
    stop: (id) => line.stop(id),
    going(id) {
      const turn = line.goingIn(id);
      return turn === null ? null : store.turn(turn);
    },
    byHand(id) {
      const { agent, sessionId, folder } = store.conversation(id) ?? {};
      if (agent === undefined || folder === undefined || typeof sessionId !== "string") return null;
      return resumeCommand(agent, sessionId, folder) || null;
    },
    turnEnded(id) {
      const turn = store.turn(id);
      if (turn === null)
        return Promise.reject(new WakehookError("not_found", `there is no turn ${id}`));
      return turn.state === "done" ? Promise.resolve(turn) : ends.of(id);
    },
    agentOf: (chat) => agentOfChat(deps, deps.settings().config, chat),
    useAgent: (chat, agent) => chooseAgentOfChat(deps, chat, agent),
    start: () => (starting = startUp()),
    async shutdown(graceMs) {
      stopping.abort("shutdown");
      await starting.catch(() => {});
      await line.close(graceMs);
    },
  };
}

/** Those who wait for the end of a turn. */
function createEnds() {
  const waiting = new Map<TurnId, PromiseWithResolvers<Turn>>();
  return {
    of(id: TurnId): Promise<Turn> {
      const known = waiting.get(id) ?? Promise.withResolvers<Turn>();
      waiting.set(id, known);
      return known.promise;
    },
    tell(turn: Turn): void {
      waiting.get(turn.id)?.resolve(turn);
      waiting.delete(turn.id);
    },
  };
}
