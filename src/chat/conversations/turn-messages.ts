// In: how a turn ended. Out: what is said about it in its chat. A hook's failure is told by its report.

import type { NewMessage } from "../../core/ports/chat-store-port.ts";
import type { Turn } from "../../core/records/conversation.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import { withoutMentions } from "../../core/text/defuse.ts";
import type { Hook } from "../../core/settings/hook.ts";
import { PLAIN_STATUSES, type DoneStatus } from "../../core/records/status.ts";
import { newMessageId } from "../../system/randomness.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import type { EndedTurn } from "./turn-work.ts";

/** An answer that begins so is recorded and not told. */
const SILENT = "[SILENT]";
/** What is told of a turn that a daemon which died has left. */
const INTERRUPTED =
  "wakehook was stopped or died while this was being answered. Nothing is run again by itself: say it again if it is still wanted.";
/** What a message holds of an answer; a longer one goes with it as a file. */
const LONGEST_ANSWER = 200_000;

type MessageDeps = Pick<ConversationsDeps, "clock" | "randomness">;

/** The agent's answer to the owner, or why there is none. */
export function answerToOwner(deps: MessageDeps, ended: EndedTurn): readonly NewMessage[] {
  const { status, reason, answer = "" } = ended.outcome;
  const message = { ...said(deps, ended), ...answerOf(ended) };
  if (status === "success" && answer !== "")
    return [{ ...message, author: "agent", kind: "words" }];
  const text = [failureWords(status, reason), message.text.trim()].filter(Boolean).join("\n\n");
  return [{ ...message, author: "wakehook", kind: "notice", text }];
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
  const { text, files } = answerOf(ended);
  return [
    {
      ...said(deps, ended),
      author: "agent",
      kind: "words",
      files,
      text: `${headOf(hook, delivery)}\n\n${text}`,
      hookId: hook.id,
      deliveryId: delivery.id,
      runId: ended.turn.runId,
    },
  ];
}

/** Why there is no answer. */
function failureWords(status: DoneStatus, reason: string | undefined): string {
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

/** The agent's words; of very many the beginning, and all of them as a file. */
function answerOf({
  outcome,
  resultFile,
}: EndedTurn): Required<Pick<NewMessage, "text" | "files">> {
  const { answer = "" } = outcome;
  const end = denied(outcome);
  if (answer.length <= LONGEST_ANSWER) return { text: answer + end, files: [] };
  const kept = answer.slice(0, LONGEST_ANSWER).toWellFormed();
  const note = `[cut: ${answer.length - LONGEST_ANSWER} more characters in the file]`;
  return { text: `${kept}\n\n${note}${end}`, files: [{ name: "answer.md", path: resultFile }] };
}

function denied({ deniedTools = [] }: RunOutcome): string {
  return deniedTools.length === 0 ? "" : `\n\nDenied tools: ${deniedTools.join(", ")}`;
}

/** The message of a turn that was interrupted. */
export function interruption(
  deps: MessageDeps,
  of: { readonly turn: Turn; readonly conversation: EndedTurn["conversation"] },
): NewMessage {
  return { ...said(deps, of), author: "wakehook", kind: "notice", text: INTERRUPTED };
}
