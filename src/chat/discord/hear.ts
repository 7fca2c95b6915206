// In: messages and pressed buttons of anybody, as Discord tells them. Out: they are on disk, or it throws.

import type { ChannelDeps } from "../channels/channel-deps.ts";
import { escapeDiscord } from "./markdown.ts";
import { askDiscord, record } from "./discord-api.ts";
import type { PostDeps } from "./post.ts";

/** What hearing needs. */
export interface HearDeps extends PostDeps, Pick<ChannelDeps, "inbound" | "log"> {}

/** Words of a person. */
export interface DiscordWords {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly channel: string;
  readonly text: string;
  readonly replyTo: string | null;
}

/** What people write: a message, and an answer to one. All other kinds tell of changes. */
const WRITTEN = new Set([0, 19]);
const FORWARD = 1;
const COMPONENT = 3;
const MESSAGE = 4;
const NOTHING = 6;
const ONLY_TO_THEM = 64;
const LONGEST_ANSWER = 1000;

/** Reads a message; null where it is none of a person's in a direct message. */
export function readMessage(message: unknown): DiscordWords | null {
  const { id, type, content, channel_id: channel, guild_id: guild, ...more } = record(message);
  const { id: user, username, global_name: name, bot } = record(more["author"]);
  if (typeof id !== "string" || typeof channel !== "string" || typeof user !== "string")
    return null;
  // In any other place somebody else reads along.
  if (guild !== undefined || bot === true || !WRITTEN.has(Number(type))) return null;
  const { message_id: replyTo, type: reference } = record(more["message_reference"]);
  const isForwarded = reference === FORWARD;
  return {
    id,
    user,
    name: [name, username, user].find((one) => typeof one === "string" && one !== "") as string,
    channel,
    text: [typeof content === "string" ? content : "", ...unread(more, isForwarded)]
      .filter((part) => part !== "")
      .join("\n\n"),
    replyTo: typeof replyTo === "string" && !isForwarded ? replyTo : null,
  };
}

/** What is not fetched is said. */
function unread(message: Readonly<Record<string, unknown>>, isForwarded: boolean): string[] {
  const { attachments, sticker_items: stickers } = message;
  const has = (list: unknown): boolean => Array.isArray(list) && list.length > 0;
  return [
    ...(isForwarded ? ["a forwarded message"] : []),
    ...(has(attachments) ? ["a file"] : []),
    ...(has(stickers) ? ["a sticker"] : []),
  ].map((what) => `[${what}, which wakehook does not fetch]`);
}

/** Takes words, and remembers how far the chat was read. @throws WakehookError `storage_unavailable`. */
export async function hearWords(deps: HearDeps, words: DiscordWords): Promise<void> {
  const { inbound } = deps;
  const { id, user, name, channel, text, replyTo } = words;
  await inbound.text({
    id,
    sender: { id: user, name },
    place: { chat: channel, thread: null },
    isDirect: true,
    text,
    replyTo,
    ref: id,
  });
  // Only of those who are known: nobody else is read up on, or takes room.
  if (inbound.places().some(({ chat }) => chat === channel)) keepSeen(deps, channel, id);
}

/** Takes a pressed button, and shows the one who pressed what came of it. @throws as `hearWords`. */
export async function hearPress(
  deps: HearDeps,
  interaction: unknown,
): Promise<(signal: AbortSignal) => Promise<void>> {
  const { id, token, type, channel_id: channel, data, ...more } = record(interaction);
  const {
    id: userId,
    global_name: name,
    username,
  } = record(more["user"] ?? record(more["member"])["user"]);
  const { custom_id: pressed } = record(data);
  const needed = [id, token, channel, userId, pressed];
  if (type !== COMPONENT || !needed.every((one) => typeof one === "string")) return async () => {};
  const words = await deps.inbound.decision({
    id: String(id),
    sender: { id: String(userId), name: String(name ?? username ?? userId) },
    place: { chat: String(channel), thread: null },
    data: String(pressed),
  });
  return async (signal) => {
    const content = escapeDiscord(words).slice(0, LONGEST_ANSWER);
    const told = { content, flags: ONLY_TO_THEM, allowed_mentions: { parse: [] } };
    const body = words === "" ? { type: NOTHING } : { type: MESSAGE, data: told };
    const path = `/interactions/${String(id)}/${encodeURIComponent(String(token))}/callback`;
    await askDiscord(deps, { method: "POST", path, body, signal });
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
  id: string,
): void {
  const before = inbound.recall(seenKey(channel));
  if (before === null || isLater(id, before)) inbound.remember(seenKey(channel), id);
}

/** Ids of Discord grow with time; they are longer than a number can be. */
export function isLater(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length;
}

function seenKey(channel: string): string {
  return `seen:${channel}`;
}
