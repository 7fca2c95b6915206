// Blocks as Slack's rich text. Its `text` is data in any case: nobody is mentioned, no address is fetched, no markup is
// read. So what comes from outside needs no escaping here.

import { printable } from "../text/printable.ts";
import type { List, TableRow } from "mdast";
import {
  blocksOf,
  inlinesOf,
  plainInline,
  plainText,
  type Block,
  type Inline,
} from "../text/tree.ts";

/** What words look like. */
interface Style {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
}

/** Words, or a link. */
export type RichInline =
  | { readonly type: "text"; readonly text: string; readonly style?: Style }
  | { readonly type: "link"; readonly url: string; readonly text: string; readonly style?: Style };

/** One element of a `rich_text` block. */
export type RichElement =
  | {
      readonly type: "rich_text_section" | "rich_text_quote" | "rich_text_preformatted";
      readonly elements: readonly RichInline[];
    }
  | {
      readonly type: "rich_text_list";
      readonly style: "bullet" | "ordered";
      readonly indent: number;
      readonly offset?: number;
      readonly elements: ReadonlyArray<{
        readonly type: "rich_text_section";
        readonly elements: readonly RichInline[];
      }>;
    };

/** Deeper lists than Slack has stand at its last step. */
const DEEPEST = 8;
const RULE = "────────";

/** Blocks as elements, a blank line between them. */
export function richText(blocks: readonly Block[]): RichElement[] {
  return blocks.flatMap((block, at) => elementsOf(block, at < blocks.length - 1, 0));
}

function elementsOf(block: Block, isFollowed: boolean, depth: number): RichElement[] {
  switch (block.type) {
    case "paragraph":
      return section(inlines(inlinesOf(block), {}), isFollowed);
    case "heading":
      return section(inlines(inlinesOf(block), { bold: true }), isFollowed);
    case "code":
      return preformatted(block.value);
    case "blockquote":
      return quote(blocksOf(block));
    case "table":
      return preformatted(tableLines(block.children));
    case "list":
      return listOf(block, depth);
    default:
      return section([{ type: "text", text: RULE }], isFollowed);
  }
}

function section(elements: readonly RichInline[], isFollowed: boolean): RichElement[] {
  const all = isFollowed ? [...elements, { type: "text", text: "\n" } as const] : elements;
  return all.length === 0 ? [] : [{ type: "rich_text_section", elements: all }];
}

function preformatted(value: string): RichElement[] {
  const text = printable(value);
  return [
    {
      type: "rich_text_preformatted",
      elements: [{ type: "text", text: text === "" ? " " : text }],
    },
  ];
}

/** A quote holds words and links only: what else stands in it stands there as plain text. */
function quote(blocks: readonly Block[]): RichElement[] {
  const elements = blocks.flatMap((block, at): RichInline[] => {
    const words =
      block.type === "paragraph" ? inlines(inlinesOf(block), {}) : textOf(plainText([block]), {});
    return at === 0 ? words : [{ type: "text", text: "\n" }, ...words];
  });
  return elements.length === 0 ? [] : [{ type: "rich_text_quote", elements }];
}

/** An item's first paragraph stands in the list; what else it holds stands below it. */
function listOf(list: List, depth: number): RichElement[] {
  const isOrdered = list.ordered === true;
  const found: RichElement[] = [];
  for (const [at, item] of list.children.entries()) {
    const [first, ...rest] = blocksOf(item);
    const box = typeof item.checked === "boolean" ? (item.checked ? "[x] " : "[ ] ") : "";
    const isWords = first?.type === "paragraph";
    const words = isWords ? inlines(inlinesOf(first), {}) : [];
    const elements = textOf(box === "" && words.length === 0 ? " " : box, {}).concat(words);
    const offset = (list.start ?? 1) - 1 + at;
    found.push({
      type: "rich_text_list",
      style: isOrdered ? "ordered" : "bullet",
      indent: Math.min(depth, DEEPEST),
      ...(isOrdered && offset > 0 ? { offset } : {}),
      elements: [{ type: "rich_text_section", elements }],
    });
    const below = isWords || first === undefined ? rest : [first, ...rest];
    for (const block of below) found.push(...elementsOf(block, false, depth + 1));
  }
  return found;
}

/** Cells below each other: a text in a fixed width. */
function tableLines(rows: readonly TableRow[]): string {
  const cells = rows.map((row) => row.children.map((cell) => plainInline(inlinesOf(cell))));
  const widths: number[] = [];
  for (const row of cells)
    for (const [at, cell] of row.entries())
      widths[at] = Math.min(40, Math.max(widths[at] ?? 0, cell.length));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join(" | ")
        .trimEnd(),
    )
    .join("\n");
}

function inlines(nodes: readonly Inline[], style: Style): RichInline[] {
  return nodes.flatMap((node): RichInline[] => {
    switch (node.type) {
      case "text":
        return textOf(node.value, style);
      case "inlineCode":
        return textOf(node.value, { ...style, code: true });
      case "break":
        return textOf("\n", style);
      case "strong":
        return inlines(inlinesOf(node), { ...style, bold: true });
      case "emphasis":
        return inlines(inlinesOf(node), { ...style, italic: true });
      case "delete":
        return inlines(inlinesOf(node), { ...style, strike: true });
      default: {
        const words = printable(plainInline(inlinesOf(node)));
        const text = words === "" ? node.url : words;
        return [{ type: "link", url: node.url, text, ...styled(style) }];
      }
    }
  });
}

function textOf(value: string, style: Style): RichInline[] {
  return value === "" ? [] : [{ type: "text", text: printable(value), ...styled(style) }];
}

function styled(style: Style): { readonly style?: Style } {
  return Object.keys(style).length === 0 ? {} : { style };
}
