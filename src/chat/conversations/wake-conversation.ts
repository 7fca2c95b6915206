// In: a hook's prompt for the owner's chat. Out: how its turn ended; success only where the agent took it, finished it
// and said something.

import type { Conversation, Turn } from "../../core/records/conversation.ts";
import type { WakeTurn } from "../../core/ports/conversations-port.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import { chatProvider } from "../../core/admission/hook-providers.ts";
import type { TurnId } from "../../core/records/ids.ts";
import type { StopCause } from "../../core/ports/mode-port.ts";
import { namedProviders } from "../../core/admission/provider-choice.ts";
import { newTurnId } from "../../system/randomness.ts";
import { checkAgent } from "./choose-agent.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { hookWork } from "./hook-work.ts";
import { keepTrying } from "./keep-trying.ts";
import { entityOfHook, openConversation } from "./open-conversation.ts";
import type { TurnLine } from "./turn-line.ts";

/** What waking needs from around it. */
export interface WakeConversationDeps extends ConversationsDeps {
  readonly line: TurnLine;
  /** Its turn has ended. */
  readonly told: (id: TurnId) => void;
}

/** Waits for its turn in the conversation of its hook, and for the agent's answer. */
export async function wakeConversation(
  deps: WakeConversationDeps,
  wake: WakeTurn,
): Promise<RunOutcome> {
  const { hook, config, signal } = wake.request;
  const [name = null] = namedProviders(hook, chatProvider(config));
  const choice = checkAgent(deps, config, name);
  if (!choice.ok) return { status: choice.status, reason: choice.reason };
  const { agent, folder } = choice;
  const began = await keepTrying(deps, signal, () => beginTurn(deps, wake, { agent, folder }));
  const outcome = await inLine(deps, wake, began);
  deps.told(began.turn.id);
  return { ...outcome, agent, folder };
}

function beginTurn(
  deps: ConversationsDeps,
  { request, chat, postTo }: WakeTurn,
  place: Pick<Conversation, "agent" | "folder">,
): { readonly turn: Turn; readonly conversation: Conversation } {
  const { hook, delivery, runId } = request;
  const entity = entityOfHook(hook, delivery, runId);
  const title = entity === null ? chat : [hook.title, delivery.entity].filter(Boolean).join(" · ");
  const conversation = openConversation(deps, { chat, entity, title, ...place });
  const at = deps.clock.now();
  const turn = deps.store.addTurn({
    id: newTurnId(at, deps.randomness),
    conversationId: conversation.id,
    origin: "hook",
    runId,
    deliveryId: delivery.id,
    messageId: null,
    postTo,
    at,
  });
  return { turn, conversation };
}

/** Settles with its end. One that is called off while it waits ends without having gone on. */
async function inLine(
  deps: WakeConversationDeps,
  wake: WakeTurn,
  { turn, conversation }: { readonly turn: Turn; readonly conversation: Conversation },
): Promise<RunOutcome> {
  const { signal } = wake.request;
  const { promise, resolve, reject } = Promise.withResolvers<RunOutcome>();
  const callOff = (): void => {
    if (deps.line.leave(turn.id)) resolve(endUnstarted(deps, { turn, conversation, signal }));
  };
  deps.line.add({
    turn,
    conversation,
    work: () => hookWork(deps, wake, conversation.agent),
    onEnd: (end) => ("fault" in end ? reject(end.fault) : resolve(end)),
    signal,
  });
  signal.addEventListener("abort", callOff, { once: true });
  if (signal.aborted) callOff();
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", callOff);
  }
}

async function endUnstarted(
  deps: ConversationsDeps,
  {
    turn,
    conversation,
    signal,
  }: {
    readonly turn: Turn;
    readonly conversation: Conversation;
    readonly signal: AbortSignal;
  },
): Promise<RunOutcome> {
  const isStopped = (signal.reason as StopCause) === "stopped";
  const status = isStopped ? "error:stopped" : "error:interrupted";
  await keepTrying(deps, signal, () => {
    const { summary } = deps.store.conversation(conversation.id) ?? conversation;
    deps.store.endTurn(turn.id, {
      status,
      reason: "called off before its turn came",
      level: "accepted",
      sessionAfter: null,
      reply: null,
      costUsd: null,
      summary,
      at: deps.clock.now(),
      messages: [],
    });
  });
  return { status };
}
