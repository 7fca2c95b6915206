// In: a message, from the wire. Out: the lines that a terminal shows. Outside text stands in them: it is made printable.

import path from "node:path";
import type { WireCard, WireMessage } from "../../core/wire/wire-chat.ts";
import type { Output, Style } from "../terminal/output.ts";
import { readableLines } from "./readable.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { timeOfDay } from "../terminal/when.ts";

/** What the lines need to know besides. */
export interface MessageLook {
  readonly out: Pick<Output, "style">;
  /** Who speaks in a conversation, and what it is about, where that is not plain. */
  readonly speaker: (message: WireMessage) => { readonly agent: string; readonly about: string };
  /** The home folder; files lie below it. */
  readonly home: string;
}

const INDENT = "  ";
const COLOURS: Readonly<Record<string, Style>> = {
  owner: "green",
  agent: "cyan",
  wakehook: "yellow",
};

/** Who, when, about what; below it the words; below them what may be answered. */
export function messageLines(message: WireMessage, look: MessageLook): string[] {
  const { out } = look;
  const { agent, about } = look.speaker(message);
  const author = { owner: "you", agent, wakehook: "wakehook" }[message.author];
  const name = out.style(COLOURS[message.author] ?? "cyan", printableLine(author, 40));
  const rest = [printableLine(about, 120), timeOfDay(message.created_at)].filter(Boolean);
  const words = readableLines(printable(message.text).trimEnd());
  const styled = (line: string) => (message.kind === "seam" ? out.style("dim", line) : line);
  return [
    [name, ...rest.map((word) => out.style("dim", word))].join(out.style("dim", " · ")),
    ...words.map((line) => (line === "" ? "" : INDENT + styled(line))),
    ...message.files.map((file) => fileLine(file, look)),
    ...(message.card === null ? [] : [cardLine(message.card, out)]),
  ];
}

/** What may be answered, each with its digit; or what was decided. */
export function cardLine(card: WireCard, out: Pick<Output, "style">): string {
  if (card.decided !== null)
    return INDENT + out.style("green", `→ ${printableLine(card.decided, 300)}`);
  const buttons = card.buttons.map(
    ({ label }, at) => `[${String(at + 1)}] ${printableLine(label, 40)}`,
  );
  return INDENT + out.style("bold", buttons.join("   "));
}

function fileLine({ name, path: file }: { name: string; path: string }, look: MessageLook): string {
  const whole = printableLine(path.join(look.home, file), 1000);
  return `${INDENT}${look.out.style("dim", "file:")} ${printableLine(name, 120)} (${whole})`;
}
