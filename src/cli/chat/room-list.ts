// In: the chats and their conversations. Out: the list that `wakehook chat` prints, newest first.

import type { Output } from "../terminal/output.ts";
import { columns, counted } from "../terminal/columns.ts";
import { printableLine } from "../terminal/printable.ts";
import { ago } from "../terminal/when.ts";
import type { WireChat, WireListed } from "./chat-api.ts";

const LAST_WORDS = 60;

/** Lines for people. */
export function roomLines(
  { chats, conversations }: { chats: readonly WireChat[]; conversations: readonly WireListed[] },
  out: Pick<Output, "style">,
  now: number,
): string[] {
  const rows = conversations.map((one) => [
    one.unread > 0 ? `* ${String(one.unread)}` : "",
    printableLine(one.entity ?? one.chat, 60),
    one.agent,
    one.going === null ? ago(one.updated_at, now) : "at work",
    one.id,
    printableLine(one.last_text ?? "", LAST_WORDS),
  ]);
  const header = ["NEW", "ABOUT", "AGENT", "LAST", "ID", ""];
  const table = columns([header, ...rows], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    const { unread = 0, going = null } = conversations[row - 1] ?? {};
    if (column < 2 && unread > 0) return out.style("bold", text);
    return column === 3 && going !== null ? out.style("cyan", text) : text;
  });
  return [
    ...(conversations.length === 0 ? ["no conversation yet"] : table),
    "",
    ...chats.map((chat) => chatLine(chat, out)),
  ];
}

/** `* main: 3 new messages; open it with: wakehook chat main`. */
function chatLine({ name, unread }: WireChat, out: Pick<Output, "style">): string {
  const news = unread === 0 ? "nothing new" : counted(unread, "new message");
  const line = `${name}: ${news}; open it with: wakehook chat ${name}`;
  return unread === 0 ? line : out.style("bold", `* ${line}`);
}
