// What a message is made of, once it is read: a small part of mdast, so that every platform can show all of it.

import type {
  Blockquote,
  Break,
  Code,
  Delete,
  Emphasis,
  Heading,
  InlineCode,
  Link,
  List,
  ListItem,
  Paragraph,
  Strong,
  Table,
  TableRow,
  Text,
  ThematicBreak,
} from "mdast";

/** What stands below another. */
export type Block = Paragraph | Heading | ThematicBreak | Blockquote | List | Code | Table;
/** What stands in a line; no pictures, references or HTML: they have become words and links. */
export type Inline = Text | Emphasis | Strong | Delete | InlineCode | Break | Link;

/** The inner blocks of a quote or of an item of a list. */
export function blocksOf(node: Blockquote | ListItem): readonly Block[] {
  return node.children as Block[];
}

/** The words of a paragraph, a heading, a cell. */
export function inlinesOf(
  node: Paragraph | Heading | Emphasis | Strong | Delete | Link | TableRow["children"][number],
): readonly Inline[] {
  return node.children as Inline[];
}

/** A paragraph of plain words. */
export function paragraph(words: string): Paragraph {
  return { type: "paragraph", children: [{ type: "text", value: words }] };
}

/** The plain words of a line. */
export function plainInline(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text" || node.type === "inlineCode") return node.value;
      return node.type === "break" ? "\n" : plainInline(inlinesOf(node));
    })
    .join("");
}

/** The plain words of blocks, a blank line between them: for what shows no Markdown, and for measuring. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).join("\n\n");
}

function plainBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return plainInline(inlinesOf(block));
    case "code":
      return block.value;
    case "blockquote":
      return indent(plainText(blocksOf(block)), "> ", "> ");
    case "table":
      return block.children
        .map((row) => row.children.map((cell) => plainInline(inlinesOf(cell))).join(" | "))
        .join("\n");
    case "list":
      return block.children
        .map((item, at) => indent(plainText(blocksOf(item)), ...bulletOf(block, at)))
        .join("\n");
    default:
      return "---";
  }
}

/** What stands before an item, and before its further lines. */
export function bulletOf(list: List, at: number): [first: string, rest: string] {
  const { checked } = list.children[at] ?? {};
  const box = typeof checked === "boolean" ? (checked ? "[x] " : "[ ] ") : "";
  const mark = list.ordered === true ? `${String((list.start ?? 1) + at)}. ` : "- ";
  return [`${mark}${box}`, " ".repeat(mark.length)];
}

function indent(text: string, first: string, rest: string): string {
  return text
    .split("\n")
    .map((line, at) => `${at === 0 ? first : rest}${line}`.trimEnd())
    .join("\n");
}
