// In: blocks of a text. Out: plain words and where they are bold, code, links: nothing in them is markup to Telegram.
// It counts UTF-16 units, as these strings do.

import { printable } from "../text/printable.ts";
import type { Blockquote, List } from "mdast";
import { blocksOf, bulletOf, inlinesOf, type Block, type Inline } from "../text/tree.ts";
import { finish, type Entity, type Rendered } from "./entities.ts";
import { linkOf } from "./links.ts";

/** How words are shown. */
export interface Shown {
  /** true: others read along, and would be called by `@name`. */
  readonly isGroup: boolean;
}

interface Out {
  text: string;
  readonly entities: Entity[];
  readonly isGroup: boolean;
  /** Within a quote that Telegram cannot show as one: quotes within it are lines, too. */
  readonly isInLines: boolean;
}

const STYLES = { emphasis: "italic", strong: "bold", delete: "strikethrough" } as const;

/** Renders blocks, a blank line between them. */
export function render(blocks: readonly Block[], { isGroup }: Shown): Rendered {
  const out: Out = { text: "", entities: [], isGroup, isInLines: false };
  writeBlocks(out, blocks);
  return finish(out);
}

function writeBlocks(out: Out, blocks: readonly Block[], between = "\n\n"): void {
  for (const [at, block] of blocks.entries()) {
    if (at > 0) out.text += between;
    writeBlock(out, block);
  }
}

function writeBlock(out: Out, block: Block): void {
  switch (block.type) {
    case "paragraph":
      return writeInlines(out, inlinesOf(block));
    case "heading":
      return mark(out, { type: "bold" }, () => writeInlines(out, inlinesOf(block), ["strong"]));
    case "code": {
      const { lang } = block;
      const language = typeof lang === "string" ? { language: lang } : {};
      return mark(out, { type: "pre", ...language }, () => (out.text += shown(block.value)));
    }
    case "blockquote":
      return writeQuote(out, block);
    case "list":
      return writeList(out, block);
    case "table":
      for (const [at, row] of block.children.entries()) {
        if (at > 0) out.text += "\n";
        for (const [column, cell] of row.children.entries()) {
          if (column > 0) out.text += " | ";
          if (at > 0) writeInlines(out, inlinesOf(cell));
          else mark(out, { type: "bold" }, () => writeInlines(out, inlinesOf(cell), ["strong"]));
        }
      }
      return;
    default:
      out.text += "———";
  }
}

/** Telegram's quotes hold no code, no links and no quotes: where there are such, its lines are marked instead. */
function writeQuote(out: Out, quote: Blockquote): void {
  const blocks = blocksOf(quote);
  if (!out.isInLines && blocks.every(isSimple))
    return mark(out, { type: "blockquote" }, () => writeBlocks(out, blocks));
  const inner: Out = { ...out, text: "", entities: [], isInLines: true };
  writeBlocks(inner, blocks);
  writeIndented(out, inner, ["> ", "> "]);
}

function isSimple(block: Block): boolean {
  return block.type === "paragraph" && inlinesOf(block).every(isPlain);
}

function isPlain(node: Inline): boolean {
  if (node.type === "link" || node.type === "inlineCode") return false;
  return node.type === "text" || node.type === "break" || inlinesOf(node).every(isPlain);
}

function writeList(out: Out, list: List): void {
  for (const [at, item] of list.children.entries()) {
    if (at > 0) out.text += "\n";
    const inner: Out = { ...out, text: "", entities: [] };
    writeBlocks(inner, blocksOf(item), item.spread === true ? "\n\n" : "\n");
    writeIndented(out, inner, bulletOf(list, at));
  }
}

/** Lines behind a mark; those of code stay as they are, so that they can be copied. */
function writeIndented(out: Out, inner: Out, [first, rest]: readonly [string, string]): void {
  const codes = inner.entities.filter(({ type }) => type === "pre");
  const isCode = (at: number): boolean =>
    codes.some(({ offset, length }) => at > offset && at < offset + length);
  /** Where each unit of the inner text stands in the outer one. */
  const moved: number[] = [];
  out.text += first;
  for (let at = 0; at < inner.text.length; at += 1) {
    const isStart = at > 0 && inner.text[at - 1] === "\n";
    if (isStart && inner.text[at] !== "\n" && !isCode(at)) out.text += rest;
    moved.push(out.text.length);
    out.text += inner.text[at];
  }
  for (const entity of inner.entities) {
    const offset = moved[entity.offset] ?? out.text.length;
    const end = (moved[entity.offset + entity.length - 1] ?? out.text.length - 1) + 1;
    out.entities.push({ ...entity, offset, length: end - offset });
  }
}

/** `within`: what the words are already, so that nothing is marked twice. */
function writeInlines(
  out: Out,
  nodes: readonly Inline[],
  within: ReadonlyArray<Inline["type"]> = [],
): void {
  for (const node of nodes) writeInline(out, node, within);
}

function writeInline(out: Out, node: Inline, within: ReadonlyArray<Inline["type"]>): void {
  switch (node.type) {
    case "text":
      out.text += harmless(out, node.value);
      return;
    case "break":
      out.text += "\n";
      return;
    case "inlineCode":
      if (within.includes("link")) out.text += harmless(out, node.value);
      else mark(out, { type: "code" }, () => (out.text += shown(node.value)));
      return;
    case "link": {
      const { href, behind } = linkOf(node);
      const words = (): void => writeInlines(out, inlinesOf(node), [...within, "link"]);
      if (href === null) words();
      else mark(out, { type: "text_link", url: href }, words);
      out.text += shown(behind);
      return;
    }
    default: {
      const words = (): void => writeInlines(out, inlinesOf(node), [...within, node.type]);
      if (within.includes(node.type)) words();
      else mark(out, { type: STYLES[node.type] }, words);
    }
  }
}

function mark(
  out: Out,
  entity: Pick<Entity, "type" | "url" | "language">,
  write: () => void,
): void {
  const offset = out.text.length;
  write();
  const length = out.text.length - offset;
  if (length > 0) out.entities.push({ ...entity, offset, length });
}

/** In a group, `@name` in what somebody wrote would call people: a word joiner behind it keeps it words. */
function harmless({ isGroup }: Out, words: string): string {
  const plain = shown(words);
  return isGroup ? plain.replaceAll(/(?<!\w)@(?=\w)/g, "@\u2060") : plain;
}

/** The server would take these away, or show what follows turned round; each is one unit before and behind. */
function shown(words: string): string {
  return printable(words.toWellFormed().replaceAll(/[\u2028\u2029]/g, "\n"));
}
