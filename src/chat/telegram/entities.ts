// The rules for marked words: nothing before the first and behind the last of them, none marked across code, a hundred
// marks at most.

import type { MessageEntity } from "node-telegram-bot-api/types";

/** Words that are marked, by their place in UTF-16 units. */
export type Entity = Pick<MessageEntity, "offset" | "length" | "url" | "language"> & {
  readonly type: "bold" | "italic" | "strikethrough" | "code" | "pre" | "text_link" | "blockquote";
};

/** A part of a message. */
export interface Rendered {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** Telegram leaves marks away beyond so many. */
export const MOST_ENTITIES = 100;
/** What must not go first where there are too many: without it an address or a language would be lost. */
const KEPT_FIRST = ["text_link", "pre", "code", "blockquote", "bold", "italic", "strikethrough"];
const JOINER = "\u2060";

/** What is sent. */
export function finish({ text, entities }: Rendered): Rendered {
  const words = text.trimEnd();
  // The server takes spaces away before the first word, also those of code.
  const shift = /^\s/.test(words) ? 1 : 0;
  const codes = entities.filter(({ type }) => type === "code" || type === "pre");
  const placed = entities
    .flatMap((entity) => apartFrom(codes, entity))
    .map((entity) => moved(entity, shift, words.length))
    .filter(
      ({ offset, length }) => words.slice(offset - shift, offset - shift + length).trim() !== "",
    );
  return { text: `${JOINER.repeat(shift)}${words}`, entities: inOrder(mostNeeded(placed)) };
}

function moved(entity: Entity, shift: number, end: number): Entity {
  const length = Math.min(entity.length, end - entity.offset);
  return { ...entity, offset: entity.offset + shift, length };
}

/** How much of the limit for marks is used up by those that must not be left away. */
export function neededMarks(entities: readonly Entity[]): number {
  return entities.filter(({ type }) => type === "text_link").length;
}

/** Words that are code are nothing else: bold ones around them are parted. */
function apartFrom(codes: readonly Entity[], entity: Entity): Entity[] {
  if (codes.includes(entity) || entity.type === "text_link") return [entity];
  const pieces: Entity[] = [];
  let from = entity.offset;
  const end = entity.offset + entity.length;
  for (const code of codes) {
    if (code.offset >= end || code.offset + code.length <= from) continue;
    if (code.offset > from) pieces.push({ ...entity, offset: from, length: code.offset - from });
    from = code.offset + code.length;
  }
  if (from < end) pieces.push({ ...entity, offset: from, length: end - from });
  return pieces;
}

function mostNeeded(entities: readonly Entity[]): readonly Entity[] {
  if (entities.length <= MOST_ENTITIES) return entities;
  const rank = ({ type }: Entity): number => KEPT_FIRST.indexOf(type);
  return entities.toSorted((one, other) => rank(one) - rank(other)).slice(0, MOST_ENTITIES);
}

function inOrder(entities: readonly Entity[]): readonly Entity[] {
  return entities.toSorted((one, other) => one.offset - other.offset || other.length - one.length);
}
