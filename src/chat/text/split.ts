// In: a text. Out: parts that a platform takes, in their order: nothing is lost, doubled or cut within a character,
// and what is open at a cut (a fence, a quote, bold words) is closed before it and opened again behind it.

import type { Code, Heading, List, Paragraph, Table } from "mdast";
import { cutInline } from "./cut-inline.ts";
import { cutAt } from "./cut-words.ts";
import { readMarkdown } from "./read-markdown.ts";
import { blocksOf, inlinesOf, paragraph, plainInline, type Block, type Inline } from "./tree.ts";

/** What a platform takes. */
export interface SplitRules {
  /** The most that one part may measure. */
  readonly limit: number;
  /** How the platform counts blocks, as it shows them. Must not grow when something is taken away. */
  readonly measure: (blocks: readonly Block[]) => number;
  /** Parts; what does not fit into so many is left out, and said. */
  readonly mostParts: number;
}

/** The parts of a text. */
export interface SplitText {
  readonly parts: ReadonlyArray<readonly Block[]>;
  /** false: the parts are its beginning. */
  readonly isWhole: boolean;
}

/** Splits a text for a platform. An empty text has no parts. */
export function splitText(text: string, rules: SplitRules): SplitText {
  const parts: Block[][] = [];
  let part: Block[] = [];
  for (const block of readMarkdown(text))
    for (const piece of fit(block, rules)) {
      if (part.length > 0 && rules.measure([...part, piece]) > rules.limit) {
        parts.push(part);
        part = [];
      }
      if (parts.length === rules.mostParts) return { parts, isWhole: false };
      part.push(piece);
    }
  if (part.length > 0) parts.push(part);
  return { parts, isWhole: true };
}

/** A block in pieces of which each fits. */
function* fit(block: Block, rules: SplitRules): Generator<Block> {
  if (rules.measure([block]) <= rules.limit) yield block;
  else
    switch (block.type) {
      case "code":
        yield* fitCode(block, rules);
        break;
      case "paragraph":
      case "heading":
        yield* fitWords(block, rules);
        break;
      case "list":
        yield* fitList(block, rules);
        break;
      case "blockquote":
        for (const piece of fitInside(blocksOf(block), rules, (children) => ({
          type: "blockquote",
          children,
        })))
          yield piece;
        break;
      case "table":
        yield* fitTable(block, rules);
        break;
      case "thematicBreak":
        break;
    }
}

function* fitCode(code: Code, rules: SplitRules): Generator<Block> {
  let left = code.value;
  const fits = (length: number): boolean =>
    rules.measure([{ ...code, value: left.slice(0, length) }]) <= rules.limit;
  while (left !== "") {
    const end = cutAt(left, fits, "\n");
    yield { ...code, value: left.slice(0, end).replace(/\n$/, "") };
    left = left.slice(end);
  }
}

function* fitWords(block: Paragraph | Heading, rules: SplitRules): Generator<Block> {
  let left = inlinesOf(block);
  for (;;) {
    const words = plainInline(left);
    if (words === "") return;
    const now = left;
    const head = (length: number): Block => ({ ...block, children: cutInline(now, length)[0] });
    if (rules.measure([head(1)]) > rules.limit && !isPlain(left)) {
      // An address that is longer than a part: it is shown as words, and cut as words.
      left = [{ type: "text", value: inWordsWithLinks(left) }];
      continue;
    }
    const fits = (length: number): boolean =>
      rules.measure([head(words.slice(0, length).trimEnd().length)]) <= rules.limit;
    const end = cutAt(words, fits, " ");
    yield head(words.slice(0, end).trimEnd().length);
    left = cutInline(left, end + leadingSpaces(words.slice(end)))[1];
  }
}

function leadingSpaces(words: string): number {
  return words.length - words.trimStart().length;
}

function isPlain(nodes: readonly Inline[]): boolean {
  return nodes.every(({ type }) => type === "text");
}

function inWordsWithLinks(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === "link") return `${plainInline(inlinesOf(node))} (${node.url})`;
      return "children" in node ? inWordsWithLinks(inlinesOf(node)) : plainInline([node]);
    })
    .join("");
}

/** Items go together as long as they fit; numbers go on where they were. */
function* fitList(list: List, rules: SplitRules): Generator<Block> {
  let from = 0;
  const upTo = (end: number): List => ({
    ...list,
    start: list.ordered === true ? (list.start ?? 1) + from : (list.start ?? null),
    children: list.children.slice(from, end),
  });
  while (from < list.children.length) {
    let end = from + 1;
    while (end < list.children.length && rules.measure([upTo(end + 1)]) <= rules.limit) end += 1;
    const items = upTo(end);
    if (rules.measure([items]) <= rules.limit) yield items;
    else {
      const [item] = items.children;
      const only = (children: Block[]): Block =>
        item === undefined ? items : { ...items, children: [{ ...item, children }] };
      yield* fitInside(item === undefined ? [] : blocksOf(item), rules, only);
    }
    from = end;
  }
}

/** Blocks within another one, in pieces that fit together with it. Where even one cannot, it stands alone. */
function* fitInside(
  blocks: readonly Block[],
  rules: SplitRules,
  wrap: (children: Block[]) => Block,
): Generator<Block> {
  const inner = {
    ...rules,
    measure: (children: readonly Block[]) => rules.measure([wrap([...children])]),
  };
  const empty = inner.measure([]);
  for (const block of blocks)
    if (empty * 2 > rules.limit) yield* fit(block, rules);
    else for (const piece of fit(block, inner)) yield wrap([piece]);
}

/** Rows go together as long as they fit, each time below the same head. */
function* fitTable(table: Table, rules: SplitRules): Generator<Block> {
  const [head, ...rows] = table.children;
  if (head === undefined) return;
  let from = 0;
  const upTo = (end: number): Table => ({ ...table, children: [head, ...rows.slice(from, end)] });
  if (rows.length === 0 || rules.measure([upTo(0)]) > rules.limit) {
    yield* fit(inWords([head]), rules);
    for (const row of rows) yield* fit(inWords([row]), rules);
    return;
  }
  while (from < rows.length) {
    let end = from + 1;
    while (end < rows.length && rules.measure([upTo(end + 1)]) <= rules.limit) end += 1;
    const piece = upTo(end);
    if (rules.measure([piece]) <= rules.limit) yield piece;
    else yield* fit(inWords(rows.slice(from, end)), rules);
    from = end;
  }
}

/** Rows that are too wide for a table. */
function inWords(rows: Table["children"]): Block {
  const lines = rows.map((row) =>
    row.children.map((cell) => plainInline(inlinesOf(cell))).join(" | "),
  );
  return paragraph(lines.join("\n"));
}
