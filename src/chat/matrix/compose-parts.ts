// In: a message. Out: the texts of its events, each readable in one piece and far below what a homeserver takes.

import type { ChannelCard, ChannelMessage } from "../../core/ports/channel-port.ts";
import type { DecisionVerb } from "../../core/records/conversation.ts";
import { printable } from "../text/printable.ts";
import { readMarkdown } from "../text/read-markdown.ts";
import { splitText } from "../text/split.ts";
import { paragraph, plainText, type Block } from "../text/tree.ts";
import { writeHtml } from "./write-html.ts";

/** One text, for apps that show HTML and for those that do not. */
export interface Part {
  readonly body: string;
  readonly html: string;
}

/** What a message is made of. */
export interface Composed {
  /** One at least. */
  readonly parts: readonly Part[];
  /** false: there is more of it than stands in the parts. */
  readonly isWhole: boolean;
}

/** Both texts of a part as JSON; an edit holds them twice, and a homeserver takes 65,536 bytes. */
const LIMIT_BYTES = 12_000;
/** More goes as a file. */
export const MOST_PARTS = 4;
const REST = "[the rest is in the file]";

/** Reactions that stand for buttons: apps show them below the message, and one tap answers. */
const KEYS: Readonly<Record<DecisionVerb, string>> = { run: "✅", read_only: "👀", discard: "❌" };

/** The events' texts; below the last one stands what can be answered, or what was. */
export function composeParts({ text, card }: Pick<ChannelMessage, "text" | "card">): Composed {
  const { parts, isWhole } = splitText(text, {
    limit: LIMIT_BYTES,
    measure: (blocks) => {
      const { body, html } = partOf(blocks);
      return Buffer.byteLength(JSON.stringify([body, html]));
    },
    mostParts: MOST_PARTS,
  });
  const below = [...(isWhole ? [] : [paragraph(REST)]), ...footerOf(card)];
  const last = [...(parts.at(-1) ?? []), ...below];
  const shown = last.length === 0 ? [paragraph("(no words)")] : last;
  return { parts: [...parts.slice(0, -1), shown].map(partOf), isWhole };
}

/** The reactions that a card waits for, in the order of its buttons. */
export function keysOf({ buttons }: Pick<ChannelCard, "buttons">): string[] {
  return buttons.map(({ verb }) => KEYS[verb]);
}

/** The verb that a reaction stands for; null: none of this card. Apps add and leave out marks of variation. */
export function verbOf(card: Pick<ChannelCard, "buttons">, key: string): DecisionVerb | null {
  const bare = key.replaceAll(/[\uFE0E\uFE0F]/g, "");
  return card.buttons.find(({ verb }) => KEYS[verb] === bare)?.verb ?? null;
}

function footerOf(card: ChannelCard | null): Block[] {
  if (card === null) return [];
  if (card.decided !== null) return [...readMarkdown(card.decided)];
  const buttons = card.buttons.map(({ verb, label }) => `${KEYS[verb]} ${label}`);
  return [paragraph(`Answer by a reaction: ${buttons.join(" · ")}`)];
}

function partOf(blocks: readonly Block[]): Part {
  return { body: printable(plainText(blocks)), html: writeHtml(blocks) };
}
