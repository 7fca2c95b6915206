// In: a message as Slack tells it, over the socket or from a chat's history. Out: words that somebody wrote, or null
// where it is none of a person's.

import { CHAT_COMMANDS, readCommand } from "../hub/chat-commands.ts";
import { refOf } from "./refs.ts";

/** Words of a person. */
export interface SlackWords {
  /** The same over the socket and from the history. */
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly text: string;
  readonly ref: string;
}

/** Messages of these kinds are written by people; all others tell of changes. */
const WRITTEN = new Set(["file_share", "me_message", "thread_broadcast"]);

/** Reads a message of a chat. */
export function readMessage(
  message: unknown,
  { channel, botUser }: { readonly channel: string; readonly botUser: string },
): SlackWords | null {
  const { type, subtype, user, bot_id: bot, text, ts, thread_ts: root, files } = record(message);
  if (type !== "message" || typeof user !== "string" || typeof ts !== "string") return null;
  if (bot !== undefined || user === botUser) return null;
  if (subtype !== undefined && !(typeof subtype === "string" && WRITTEN.has(subtype))) return null;
  const thread = typeof root === "string" && root !== ts ? root : null;
  return {
    id: `${channel}:${ts}`,
    user,
    channel,
    ts,
    thread,
    text: [commandOf(plainSlack(typeof text === "string" ? text : "")), ...unread(files)]
      .filter((part) => part !== "")
      .join("\n\n"),
    ref: refOf(thread, ts),
  };
}

/** What is not fetched is said. */
function unread(files: unknown): string[] {
  const has = Array.isArray(files) && files.length > 0;
  return has ? ["[a file, which wakehook does not fetch]"] : [];
}

/** A record, whatever was told. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Slack keeps what begins with a slash for itself: `!new` is how it is typed there. */
function commandOf(text: string): string {
  const typed = text.trim();
  if (!typed.startsWith("!")) return text;
  const slashed = `/${typed.slice(1)}`;
  const name = readCommand(slashed)?.name ?? "";
  return Object.hasOwn(CHAT_COMMANDS, name) ? slashed : text;
}

/** What was typed: Slack writes addresses, names and three characters in its own way. */
function plainSlack(text: string): string {
  return text
    .replaceAll(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label: string | undefined) =>
      named(target, label),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function named(target: string, label: string | undefined): string {
  if (target.startsWith("!")) return `@${(label ?? target.slice(1)).replace(/^@/, "")}`;
  if (/^[@#]/.test(target)) return label === undefined ? target : `${target.charAt(0)}${label}`;
  const bare = target.replace(/^mailto:/, "");
  return label === undefined || label === bare || bare.endsWith(`//${label}`)
    ? bare
    : `${label} (${bare})`;
}
