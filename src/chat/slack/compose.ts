// In: a message. Out: its parts as Slack takes them. The same message has the same parts at every try, also when its
// buttons have been answered.

import type { ChannelCard, ChannelMessage } from "../../core/ports/channel-port.ts";
import { splitText } from "../text/split.ts";
import { plainText, type Block } from "../text/tree.ts";
import { printable } from "../text/printable.ts";
import { richText } from "./rich-text.ts";

/** One message on Slack. */
export interface SlackPart {
  /** The id of its first block: by it the part is found where its answer got lost. */
  readonly name: string;
  /** What notifications and screen readers say. */
  readonly text: string;
  readonly blocks: readonly object[];
}

/** A message as Slack takes it. */
export interface SlackParts {
  readonly parts: readonly SlackPart[];
  /** false: the parts are its beginning. */
  readonly isWhole: boolean;
}

/**
 * Slack refuses blocks of together about 13,200 characters (`msg_blocks_too_long`) and has never said how it counts:
 * this counts all of what is sent, in bytes.
 */
const LIMIT_BYTES = 9000;
/** More goes as a file: each part rings. */
export const MOST_PARTS = 4;
const REST = "The rest is in the file, and in wakehook.";
const LONGEST_FALLBACK = 300;
const LONGEST_DECISION = 500;
const LONGEST_LABEL = 75;
const STYLES: Readonly<Record<string, object>> = {
  run: { style: "primary" },
  discard: { style: "danger" },
};

/** The parts of a message; `key` names each, so that it is found again. */
export function partsOf({
  text,
  card,
  key,
}: Pick<ChannelMessage, "text" | "card" | "key">): SlackParts {
  const split = splitText(text, {
    limit: LIMIT_BYTES,
    mostParts: MOST_PARTS,
    measure: (blocks) => Buffer.byteLength(JSON.stringify(richText(blocks))),
  });
  const texts: ReadonlyArray<readonly Block[]> = split.parts.length === 0 ? [[]] : split.parts;
  const last = texts.length - 1;
  return {
    isWhole: split.isWhole,
    parts: texts.map((blocks, at) => ({
      name: partName(key, at),
      text: fallback(blocks),
      blocks: [
        words(blocks, partName(key, at)),
        ...(at === last && !split.isWhole ? [note(REST)] : []),
        ...(at === last && card !== null ? [cardBlock(card)] : []),
      ],
    })),
  };
}

function partName(key: string, at: number): string {
  return `${key.slice(0, 200)}/${at}`;
}

function words(blocks: readonly Block[], name: string): object {
  const elements = richText(blocks);
  const none = [{ type: "rich_text_section", elements: [{ type: "text", text: "(no words)" }] }];
  return { type: "rich_text", block_id: name, elements: elements.length === 0 ? none : elements };
}

function note(text: string): object {
  return { type: "context", elements: [{ type: "plain_text", text, emoji: false }] };
}

function cardBlock({ buttons, token, decided }: ChannelCard): object {
  if (decided !== null) return note(printable(cut(decided, LONGEST_DECISION)));
  return {
    type: "actions",
    elements: buttons.map(({ verb, label }) => ({
      type: "button",
      action_id: verb,
      value: `${verb}:${token}`,
      text: { type: "plain_text", text: cut(label, LONGEST_LABEL), emoji: false },
      ...STYLES[verb],
    })),
  };
}

/** Of `text` Slack does read markup: what would be some is written as characters. */
function fallback(blocks: readonly Block[]): string {
  const plain = cut(printable(plainText(blocks)).replaceAll(/\s+/g, " ").trim(), LONGEST_FALLBACK);
  return plain === "" ? "(no words)" : escapeSlack(plain);
}

function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
