// In: a message. Out: the texts that are posted one behind the other, each as long as Telegram takes.

import type { ChannelMessage } from "../../core/ports/channel-port.ts";
import { splitText } from "../text/split.ts";
import { paragraph, type Block } from "../text/tree.ts";
import { MOST_ENTITIES, neededMarks, type Rendered } from "./entities.ts";
import { render } from "./render.ts";

/** More goes as a file: the last part says so. */
export const MOST_PARTS = 4;
/** UTF-16 units that Telegram takes in a message. */
const LIMIT = 4096;
/** Kept free in every part, so that what is said below the last one later never makes one part more. */
const TAIL_ROOM = 300;
const LONGEST_DECISION = 220;
const REST = "[the rest is in the file below]";
const NOTHING = "(no words)";

/** The parts of a message. */
export interface Parts {
  readonly parts: readonly Rendered[];
  /** false: the whole text is needed as a file. */
  readonly isWhole: boolean;
}

/** How a message is parted; a decision on its card changes the last part, and never their number. */
export function partsOf({ text, card, place }: ChannelMessage): Parts {
  const shown = { isGroup: isGroup(place.chat) };
  const limit = LIMIT - TAIL_ROOM;
  const { parts, isWhole } = splitText(text, {
    limit,
    mostParts: MOST_PARTS,
    measure(blocks) {
      const part = render(blocks, shown);
      const marks = neededMarks(part.entities);
      // As many as there may be measure more than fits: what is above has been left away already.
      return Math.max(part.text.length, Math.ceil(((marks + 1) * limit) / MOST_ENTITIES));
    },
  });
  const bodies: ReadonlyArray<readonly Block[]> = parts.length === 0 ? [[]] : parts;
  const tail = [
    ...(isWhole ? [] : [paragraph(REST)]),
    ...(card?.decided === null || card === null ? [] : [paragraph(short(card.decided))]),
  ];
  const rendered = bodies.map((blocks, at) => {
    const isLast = at === bodies.length - 1;
    return seen(render(isLast ? [...blocks, ...tail] : blocks, shown));
  });
  return { parts: rendered, isWhole };
}

/** Groups have numbers below zero. */
export function isGroup(chat: string): boolean {
  return chat.startsWith("-");
}

/** Telegram refuses what nobody would see. */
function seen(part: Rendered): Rendered {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(part.text) ? part : { text: NOTHING, entities: [] };
}

function short(words: string): string {
  return words.length <= LONGEST_DECISION
    ? words
    : `${words.slice(0, LONGEST_DECISION - 1).toWellFormed()}…`;
}
