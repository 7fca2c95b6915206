// What was said while nobody listened: Slack tells it to nobody, but keeps it. In: the chats of people who are known,
// and how far each was read. Out: what stands behind that, oldest first.

import type { HearDeps, SlackSelf } from "./hear.ts";
import { keepSeen, seenOf } from "./hear.ts";
import { readMessage, record, type SlackWords } from "./read-message.ts";
import { askSlack, type SlackAnswer } from "./slack-api.ts";
import { callDeps } from "./slack-deps.ts";

/** Messages of a page, and pages at most: more was not said to a bot while it slept. */
const PAGE = 100;
const MOST_PAGES = 20;

/** What reading needs. */
export type CatchUpDeps = HearDeps;

/** What could be read, or why it could not. */
export type Missed =
  | { readonly ok: true; readonly words: readonly SlackWords[] }
  | Extract<SlackAnswer, { ok: false }>;

/** Everything that known people said since they were heard last. */
export async function missedWords(
  deps: CatchUpDeps,
  self: SlackSelf,
  signal: AbortSignal,
): Promise<Missed> {
  const words: SlackWords[] = [];
  for (const channel of new Set(deps.inbound.places().map(({ chat }) => chat))) {
    const missed = await missedIn(deps, { channel, botUser: self.botUser }, signal);
    if (!missed.ok) return missed;
    words.push(...missed.words);
  }
  return { ok: true, words: words.toSorted((one, other) => Number(one.ts) - Number(other.ts)) };
}

interface ReadChat {
  readonly channel: string;
  readonly botUser: string;
}

async function missedIn(deps: CatchUpDeps, chat: ReadChat, signal: AbortSignal): Promise<Missed> {
  const seen = seenOf(deps, chat.channel);
  const found: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const args = {
      channel: chat.channel,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const answer = await ask(deps, "conversations.history", args, signal);
    if (!answer.ok) return answer;
    const messages = listOf(answer.body["messages"]);
    if (seen === null) {
      // Heard for the first time: what was said before that was not said to wakehook.
      keepSeen(deps, chat.channel, timeOf(messages[0]) ?? "0");
      return { ok: true, words: [] };
    }
    found.push(...messages);
    cursor = cursorOf(answer.body);
    const oldest = timeOf(messages.at(-1));
    if (cursor === undefined || oldest === null || Number(oldest) <= Number(seen)) break;
  }
  const inThreads = await missedInThreads(deps, { chat, roots: found, seen: seen ?? "0" }, signal);
  if (!inThreads.ok) return inThreads;
  return { ok: true, words: newWords([...found, ...inThreads.messages], chat, seen ?? "0") };
}

/** Answers in threads do not stand in the chat's own history: those of its newest roots are looked up. */
async function missedInThreads(
  deps: CatchUpDeps,
  { chat, roots, seen }: { chat: ReadChat; roots: readonly unknown[]; seen: string },
  signal: AbortSignal,
): Promise<
  { readonly ok: true; readonly messages: unknown[] } | Extract<SlackAnswer, { ok: false }>
> {
  const messages: unknown[] = [];
  for (const root of roots) {
    const { latest_reply: latest, ts } = record(root);
    if (typeof latest !== "string" || Number(latest) <= Number(seen)) continue;
    const args = { channel: chat.channel, ts, oldest: seen, limit: 2 * PAGE };
    const answer = await ask(deps, "conversations.replies", args, signal);
    if (!answer.ok) return answer;
    messages.push(...listOf(answer.body["messages"]));
  }
  return { ok: true, messages };
}

function newWords(messages: readonly unknown[], chat: ReadChat, seen: string): SlackWords[] {
  const byId = new Map<string, SlackWords>();
  for (const message of messages) {
    const words = readMessage(message, chat);
    if (words !== null && Number(words.ts) > Number(seen)) byId.set(words.id, words);
  }
  return [...byId.values()];
}

function ask(
  deps: CatchUpDeps,
  method: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<SlackAnswer> {
  return askSlack(callDeps(deps), { method, args, signal });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function timeOf(message: unknown): string | null {
  const { ts } = record(message);
  return typeof ts === "string" ? ts : null;
}

function cursorOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { next_cursor: cursor } = record(body["response_metadata"]);
  return typeof cursor === "string" && cursor !== "" ? cursor : undefined;
}
