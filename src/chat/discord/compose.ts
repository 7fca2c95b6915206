// In: a message. Out: its parts as Discord takes them. The same message has the same parts at every try, also when its
// buttons have been answered.

import { createHash } from "node:crypto";
import type { ChannelCard, ChannelMessage } from "../../core/ports/channel-port.ts";
import { splitText } from "../text/split.ts";
import { discordMarkdown, escapeDiscord } from "./markdown.ts";

/** One message on Discord. */
export interface DiscordPart {
  readonly content: string;
  readonly components: readonly object[];
}

/** A message as Discord takes it. */
export interface DiscordParts {
  readonly parts: readonly DiscordPart[];
  /** false: the parts are its beginning. */
  readonly isWhole: boolean;
}

/** Discord takes 2,000 characters; the rest is for what stands below the words, escaped. */
const LIMIT = 1600;
/** More goes as a file: each part rings. */
export const MOST_PARTS = 4;
const REST = "*The rest is in the file, and in wakehook.*";
const LONGEST_DECISION = 150;
const LONGEST_LABEL = 80;
const LONGEST_NONCE = 25;
const BUTTON = 2;
const ROW = 1;
const STYLES = { run: 3, read_only: 2, discard: 4 } as const;

/** The parts of a message. */
export function partsOf({ text, card }: Pick<ChannelMessage, "text" | "card">): DiscordParts {
  const { parts, isWhole } = splitText(text, {
    limit: LIMIT,
    mostParts: MOST_PARTS,
    measure: (blocks) => discordMarkdown(blocks).length,
  });
  const texts = parts.length === 0 ? [""] : parts.map((blocks) => discordMarkdown(blocks));
  const last = texts.length - 1;
  return {
    isWhole,
    parts: texts.map((words, at) => ({
      content: [
        // Blank words would be refused.
        words.trim() === "" ? "(no words)" : words,
        ...(at === last && !isWhole ? [REST] : []),
        ...(at === last ? decidedOf(card) : []),
      ].join("\n\n"),
      components: at === last ? buttonsOf(card) : [],
    })),
  };
}

/** By it Discord knows a part that is sent once more. */
export function nonceOf(key: string, at: number): string {
  const hash = createHash("sha256").update(`${key}/${at}`).digest("base64url");
  return hash.slice(0, LONGEST_NONCE);
}

function decidedOf(card: ChannelCard | null): string[] {
  const decided = card?.decided ?? null;
  return decided === null ? [] : [escapeDiscord(cut(decided, LONGEST_DECISION))];
}

function buttonsOf(card: ChannelCard | null): object[] {
  if (card === null || card.decided !== null) return [];
  const components = card.buttons.map(({ verb, label }) => ({
    type: BUTTON,
    style: STYLES[verb],
    label: cut(label, LONGEST_LABEL),
    custom_id: `${verb}:${card.token}`,
  }));
  return [{ type: ROW, components }];
}

function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${Array.from(text)
        .slice(0, most / 2)
        .join("")}…`;
}
