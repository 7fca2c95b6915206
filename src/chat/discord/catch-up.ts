// What was said while nobody listened: Discord tells it to nobody after some minutes, but keeps it. In: the chats of
// people who are known, and how far each was read. Out: what stands behind that, oldest first.

import { askDiscord, record, type DiscordAnswer } from "./discord-api.ts";
import {
  hearWords,
  isLater,
  keepSeen,
  readMessage,
  seenOf,
  type DiscordWords,
  type HearDeps,
} from "./hear.ts";

type Failed = Extract<DiscordAnswer, { ok: false }>;

/** Messages of a page, and pages at most: more was not said to a bot while it slept. */
const PAGE = 100;
const MOST_PAGES = 20;

/** Hears what known people said since they were heard last; null: all of it. @throws as `hearWords`. */
export async function catchUp(deps: HearDeps, signal: AbortSignal): Promise<Failed | null> {
  const found: DiscordWords[] = [];
  for (const channel of new Set(deps.inbound.places().map(({ chat }) => chat))) {
    const missed = await missedIn(deps, channel, signal);
    if (!Array.isArray(missed)) return missed;
    found.push(...missed);
  }
  for (const words of found.toSorted(inOrder)) {
    if (signal.aborted) return null;
    await hearWords(deps, words);
  }
  return null;
}

async function missedIn(
  deps: HearDeps,
  channel: string,
  signal: AbortSignal,
): Promise<DiscordWords[] | Failed> {
  const seen = seenOf(deps, channel);
  if (seen === null) return begin(deps, channel, signal);
  const found: DiscordWords[] = [];
  let after = seen;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const messages = await messagesOf(
      deps,
      { channel, query: `limit=${PAGE}&after=${after}` },
      signal,
    );
    if (!Array.isArray(messages)) return messages;
    for (const message of messages) {
      const { id } = record(message);
      const words = readMessage(message);
      if (words !== null && words.channel === channel) found.push(words);
      if (typeof id === "string" && isLater(id, after)) after = id;
    }
    if (messages.length < PAGE) break;
  }
  return found;
}

/** Heard for the first time: what was said before that was not said to wakehook. */
async function begin(deps: HearDeps, channel: string, signal: AbortSignal): Promise<[] | Failed> {
  const messages = await messagesOf(deps, { channel, query: "limit=1" }, signal);
  if (!Array.isArray(messages)) return messages;
  const { id } = record(messages[0]);
  keepSeen(deps, channel, typeof id === "string" ? id : "0");
  return [];
}

async function messagesOf(
  deps: HearDeps,
  { channel, query }: { readonly channel: string; readonly query: string },
  signal: AbortSignal,
): Promise<unknown[] | Failed> {
  const path = `/channels/${encodeURIComponent(channel)}/messages?${query}`;
  const answer = await askDiscord(deps, { method: "GET", path, signal });
  if (!answer.ok) return answer;
  return Array.isArray(answer.body) ? answer.body : [];
}

function inOrder(one: DiscordWords, other: DiscordWords): number {
  if (one.id === other.id) return 0;
  return isLater(one.id, other.id) ? 1 : -1;
}
