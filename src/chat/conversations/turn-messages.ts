// In: how a turn ended. Out: what is said about it in its chat. A hook's failure is told by its report.

import type { NewMessage } from "../../core/chat-store-port.ts";
import type { Turn } from "../../core/conversation.ts";
import type { Delivery, RunOutcome } from "../../core/delivery.ts";
import { withoutMentions } from "../../core/defuse.ts";
import type { Hook } from "../../core/hook.ts";
import { PLAIN_STATUSES, type DoneStatus } from "../../core/status.ts";
import { newMessageId } from "../../system/randomness.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import type { EndedTurn } from "./turn-work.ts";

/** An answer that begins so is recorded and not told. */
const SILENT = "[SILENT]";

type MessageDeps = Pick<ConversationsDeps, "clock" | "randomness">;

/** The agent's answer to the owner, or why there is none. */
export function answerToOwner(deps: MessageDeps, ended: EndedTurn): readonly NewMessage[] {
  const { outcome } = ended;
  const answer = outcome.answer ?? "";
  const isAnswer = outcome.status === "success" && answer !== "";
  if (isAnswer)
    return [
      { ...said(deps, ended), author: "agent", kind: "words", text: answer + denied(outcome) },
    ];
  const text = [failureWords(outcome.status, outcome.reason), answer].filter(Boolean).join("\n\n");
  return [
    { ...said(deps, ended), author: "wakehook", kind: "notice", text: text + denied(outcome) },
  ];
}

/** The agent's answer to what a hook asked, with the hook's title above it; nothing where it failed or is silent. */
export function answerToHook(
  deps: MessageDeps,
  ended: EndedTurn,
  { hook, delivery }: { readonly hook: Hook; readonly delivery: Delivery },
): readonly NewMessage[] {
  const { outcome } = ended;
  const answer = outcome.answer ?? "";
  const isSilent = answer.trimStart().startsWith(SILENT);
  if (outcome.status !== "success" || answer === "" || isSilent) return [];
  return [
    {
      ...said(deps, ended),
      author: "agent",
      kind: "words",
      text: `${headOf(hook, delivery)}\n\n${answer}${denied(outcome)}`,
      hookId: hook.id,
      deliveryId: delivery.id,
      runId: ended.turn.runId,
    },
  ];
}

/** What is told of a turn that a daemon which died has left. */
export function interruptedWords(): string {
  return "wakehook was stopped or died while this was being answered. Nothing is run again by itself: say it again if it is still wanted.";
}

/** Why there is no answer, with what to do. */
export function failureWords(status: DoneStatus, reason: string | undefined): string {
  const meaning = Object.hasOwn(PLAIN_STATUSES, status)
    ? PLAIN_STATUSES[status as keyof typeof PLAIN_STATUSES]
    : null;
  return [`No answer: ${status}`, ...(reason === undefined ? [meaning] : [reason])]
    .filter((part) => part !== null)
    .join(" · ");
}

function said(deps: MessageDeps, { turn, conversation }: Pick<EndedTurn, "turn" | "conversation">) {
  const createdAt = deps.clock.now();
  return {
    id: newMessageId(createdAt, deps.randomness),
    chat: conversation.chat,
    conversationId: conversation.id,
    turnId: turn.id,
    replyTo: turn.messageId,
    createdAt,
    postTo: turn.postTo,
  };
}

/** One line; what a sender wrote stands in it as code, and calls nobody. */
function headOf({ title }: Hook, { event, entity }: Delivery): string {
  const outside = [event, entity].filter((part) => part !== null).map(asCode);
  return [`**${title.replaceAll(/[*_`\s]+/gu, " ").trim()}**`, ...outside].join(" · ");
}

function asCode(text: string): string {
  return `\`${withoutMentions(text.replaceAll(/[`\s\p{C}]+/gu, " ").trim()).slice(0, 200)}\``;
}

function denied({ deniedTools = [] }: RunOutcome): string {
  return deniedTools.length === 0 ? "" : `\n\nDenied tools: ${deniedTools.join(", ")}`;
}

/** The message of a turn that was interrupted. */
export function interruption(
  deps: MessageDeps,
  of: { readonly turn: Turn; readonly conversation: EndedTurn["conversation"] },
): NewMessage {
  return { ...said(deps, of), author: "wakehook", kind: "notice", text: interruptedWords() };
}
