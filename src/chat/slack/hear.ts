// In: words and pressed buttons of anybody, as Slack tells them. Out: they are on disk, or it throws.

import type { ChannelDeps } from "../channels/channel-deps.ts";
import { record, type SlackWords } from "./read-message.ts";
import { askSlack } from "./slack-api.ts";
import { callDeps, type SlackDeps } from "./slack-deps.ts";

/** Who the app is in its workspace. */
export interface SlackSelf {
  readonly team: string;
  readonly botUser: string;
}

/** What hearing needs. */
export interface HearDeps extends SlackDeps, Pick<ChannelDeps, "inbound" | "log"> {
  /** Of people who are not known yet, by their ids. */
  readonly names: Map<string, string>;
}

const MOST_NAMES = 200;

/** Takes words, and remembers how far the chat was read. @throws WakehookError `storage_unavailable`. */
export async function hearWords(
  deps: HearDeps,
  self: SlackSelf,
  { words, signal }: { readonly words: SlackWords; readonly signal: AbortSignal },
): Promise<void> {
  const { inbound } = deps;
  const { id, user, channel, thread, text, ref } = words;
  const name = isKnown(deps, channel) ? user : await nameOf(deps, user, signal);
  await inbound.text({
    id,
    sender: { id: senderId(self, user), name },
    place: { chat: channel, thread },
    isDirect: true,
    text,
    replyTo: thread,
    ref,
  });
  // Only of those who are known: nobody else is read up on, or takes room.
  if (isKnown(deps, channel)) keepSeen(deps, channel, words.ts);
}

/** Takes a pressed button, and shows the one who pressed what came of it. @throws as `hearWords`. */
export async function hearPress(
  deps: HearDeps,
  self: SlackSelf,
  payload: unknown,
): Promise<(signal: AbortSignal) => Promise<void>> {
  const { user, container, actions } = record(payload);
  const { id: userId, name, username } = record(user);
  const { channel_id: channel, message_ts: ts, thread_ts: thread } = record(container);
  const { value, action_ts: at } = record(Array.isArray(actions) ? actions[0] : null);
  if (![userId, channel, value].every((one) => typeof one === "string")) return async () => {};
  const words = await deps.inbound.decision({
    id: `${String(ts)}:${String(at)}`,
    sender: {
      id: senderId(self, String(userId)),
      name: String(name ?? username ?? userId),
    },
    place: { chat: String(channel), thread: null },
    data: String(value),
  });
  return async (signal) => {
    if (words === "") return;
    const root = typeof thread === "string" ? { thread_ts: thread } : {};
    const args = { channel, user: userId, text: escape(words), ...root };
    await askSlack(callDeps(deps), { method: "chat.postEphemeral", args, signal });
  };
}

/** How far a chat was read; null: never. */
export function seenOf({ inbound }: Pick<HearDeps, "inbound">, channel: string): string | null {
  return inbound.recall(seenKey(channel));
}

/** Remembers how far a chat was read; never less than before. */
export function keepSeen(
  { inbound }: Pick<HearDeps, "inbound">,
  channel: string,
  ts: string,
): void {
  const before = inbound.recall(seenKey(channel));
  if (before === null || Number(ts) > Number(before)) inbound.remember(seenKey(channel), ts);
}

function seenKey(channel: string): string {
  return `seen:${channel}`;
}

function isKnown({ inbound }: HearDeps, channel: string): boolean {
  return inbound.places().some(({ chat }) => chat === channel);
}

/** Ids of people are their own within one workspace only. */
function senderId({ team }: SlackSelf, user: string): string {
  return `${team}/${user}`;
}

/** The name of somebody who writes for the first time; without the scope for it, the id. */
async function nameOf(deps: HearDeps, user: string, signal: AbortSignal): Promise<string> {
  const { names } = deps;
  const known = names.get(user);
  if (known !== undefined || names.size >= MOST_NAMES) return known ?? user;
  const args = { user };
  const answer = await askSlack(callDeps(deps), { method: "users.info", args, signal });
  const { real_name: real, name } = answer.ok ? record(answer.body["user"]) : {};
  const found = [real, name].find((one) => typeof one === "string" && one !== "");
  names.set(user, typeof found === "string" ? found : user);
  return names.get(user) ?? user;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
