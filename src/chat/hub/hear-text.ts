// Words that came in by a platform. In: who wrote what, where. Out: somebody is known, a card is answered, a command is
// done, or the words wait for the agent: all on disk when this returns. Strangers get no answer, not even a refusal.

import type { CardsPort } from "../../core/ports/cards-port.ts";
import type { Channel, InboundText } from "../../core/ports/channel-port.ts";
import type { Conversation, Identity } from "../../core/records/conversation.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import { readCommand, runCommand } from "./chat-commands.ts";
import type { HubDeps } from "./hub-deps.ts";
import { findNumberedCard, readDigit } from "./number-answer.ts";
import { readCode, tryPairing } from "./pairing.ts";
import { findPerson, shownName } from "./people.ts";
import { newNotice, sayNotice, sendTo } from "./say.ts";
import { conversationOfThread } from "./threads.ts";

/** What hearing needs. */
export interface HearDeps extends Pick<
  HubDeps,
  "clock" | "randomness" | "log" | "store" | "conversations" | "wakeOutbox"
> {
  readonly cards: CardsPort;
  readonly channel: (target: string) => Channel | null;
  /** Somebody who is known spoke. */
  readonly onAlive: (target: string) => void;
  /** Somebody became known. */
  readonly onPaired: (target: ChatTarget, identity: Identity) => void;
  /** Somebody who is not known wrote, or in a place where nobody is heard. */
  readonly onStranger: (target: ChatTarget, words: InboundText, why: string) => void;
}

interface Placed {
  readonly words: InboundText;
  /** null: the owner's main one. */
  readonly conversation: Conversation | null;
}

/** Takes words in. @throws WakehookError `storage_unavailable`: nothing was taken, or it may be given again. */
export async function hearText(
  deps: HearDeps,
  target: ChatTarget,
  words: InboundText,
): Promise<void> {
  const person = findPerson(deps.store, target.name, words.sender.id);
  if (pairs(deps, target, words, person !== undefined)) return;
  if (person === undefined) return deps.onStranger(target, words, "is not paired");
  if (person.place.chat !== words.place.chat)
    return deps.onStranger(target, words, "wrote elsewhere than where they are paired");
  deps.onAlive(target.name);
  if (words.text.trim() === "") return;
  if (person.role === "viewer") return refuseViewer(deps, target, words);
  if (await answersCard(deps, target, { words, person })) return;
  const conversation = placeOfWords(deps, target, words);
  if (doesCommand(deps, target, { words, conversation })) return;
  sayWords(deps, target, { words, conversation });
}

/** A repeat of the right code comes from somebody known, whose id was taken: nothing happens twice. */
function pairs(deps: HearDeps, target: ChatTarget, words: InboundText, isKnown: boolean): boolean {
  const code = readCode(words.text, isKnown);
  if (code === null) return false;
  const identity = tryPairing(deps, target, { code, words });
  if (identity === null) return false;
  const who = `Paired: this is ${shownName(identity)}, ${identity.role} on \`${target.name}\`.`;
  const along = words.isDirect ? "" : " Others may read along in this chat.";
  const may =
    identity.role === "owner"
      ? `You speak and decide here.${along} /help lists what you can do.`
      : "A viewer reads along in this chat, and only an owner speaks and decides.";
  const text = `${who} ${may}`;
  const { clock, store } = deps;
  const message = newNotice(deps, target, { text, postTo: [target.name] });
  store.hear({ target: target.name, id: words.id, message, turn: null, at: clock.now() });
  sendTo(deps, target, { messageId: message.id, place: identity.place });
  deps.onPaired(target, identity);
  deps.wakeOutbox();
  return true;
}

function refuseViewer(deps: HearDeps, target: ChatTarget, { id, place }: InboundText): void {
  const text = "You are a viewer here: you read along, and only an owner speaks and decides.";
  sayNotice(deps, target, { text, place, key: `viewer:${target.name}:${id}` });
}

/** A digit, where buttons are numbers. */
async function answersCard(
  deps: HearDeps,
  target: ChatTarget,
  { words, person }: { readonly words: InboundText; readonly person: Identity },
): Promise<boolean> {
  const digit = readDigit(words.text);
  if (digit === null || deps.channel(target.name)?.abilities.buttons !== "number") return false;
  const found = findNumberedCard(deps.store, target.name, words.replyTo);
  if (found.kind === "none") return false;
  const key = answerKey(target, words);
  if (found.kind === "several") {
    const text = "Several questions wait: answer the message itself, so that it is clear which.";
    sayNotice(deps, target, { text, key, place: words.place });
    return true;
  }
  const verb = found.card.buttons[digit - 1]?.verb;
  if (verb === undefined) return false;
  const by = `${shownName(person)}, ${target.name}`;
  const answer = await deps.cards.decide({ token: found.card.token, verb, by });
  sayNotice(deps, target, { text: escapeMarkdown(answer.words), key, place: words.place });
  return true;
}

/** Which conversation words belong to: that of the message they answer, or of their thread; null: the main one. */
function placeOfWords(
  { store }: HearDeps,
  target: ChatTarget,
  { replyTo, place }: InboundText,
): Conversation | null {
  const answered = replyTo === null ? null : store.messageOfRef(target.name, replyTo);
  const id = answered?.conversationId ?? null;
  const conversation = id === null ? null : store.conversation(id);
  if (conversation?.state === "open" && conversation.chat === target.chat) return conversation;
  return conversationOfThread(store, target.name, place);
}

function doesCommand(deps: HearDeps, target: ChatTarget, { words, conversation }: Placed): boolean {
  const command = readCommand(words.text);
  if (command === null) return false;
  const { store, clock } = deps;
  const message = {
    ...newNotice(deps, target, { text: words.text.trim(), postTo: [] }),
    author: "owner",
    kind: "words",
    conversationId: conversation?.id ?? null,
    origin: target.name,
  } as const;
  const typed = { target: target.name, id: words.id, message, turn: null, at: clock.now() };
  // Taken before it is done: a repeat must not end the next turn, too.
  if (store.hear(typed) === null) return true;
  const place = { chat: target.chat, conversation };
  const text = runCommand({ store, conversations: deps.conversations() }, place, command);
  sayNotice(deps, target, { text, key: answerKey(target, words), place: words.place });
  return true;
}

function sayWords(deps: HearDeps, target: ChatTarget, { words, conversation }: Placed): void {
  const { store, clock } = deps;
  const { id, text, replyTo, ref, place } = words;
  const said = deps.conversations().say({
    inbound: { target: target.name, id },
    chat: target.chat,
    conversationId: conversation?.id ?? null,
    // `//etc is a folder` begins with a slash and is no command.
    text: text.replace(/^\s*\/\//, "/"),
    replyTo: replyTo === null ? null : (store.messageOfRef(target.name, replyTo)?.id ?? null),
    postTo: [target.name],
  });
  const messageId = said.kind === "taken" ? said.turn.messageId : null;
  if (messageId !== null && ref !== null)
    store.addPost(
      { messageId, target: target.name, place, refs: [ref], isWhole: true },
      clock.now(),
    );
  deps.wakeOutbox();
}

function answerKey({ name }: ChatTarget, { id }: InboundText): string {
  return `answer:${name}:${id}`;
}
