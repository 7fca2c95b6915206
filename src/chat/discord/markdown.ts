// Blocks as Discord's Markdown. What an outsider wrote is written so that it means nothing: nobody is named, no address
// hides behind another, no line becomes a heading.

import { printable } from "../text/printable.ts";
import type { List, TableRow } from "mdast";
import {
  blocksOf,
  bulletOf,
  inlinesOf,
  plainInline,
  type Block,
  type Inline,
} from "../text/tree.ts";

const RULE = "────────";
const DEEPEST_HEADING = 3;
const WIDEST_CELL = 40;

/** Blocks, a blank line between them. */
export function discordMarkdown(blocks: readonly Block[]): string {
  return blocks.map(blockOf).join("\n\n");
}

function blockOf(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return lineStarts(inlines(inlinesOf(block)));
    case "heading": {
      const words = inlines(inlinesOf(block)).replaceAll("\n", " ");
      return `${"#".repeat(Math.min(block.depth, DEEPEST_HEADING))} ${words}`;
    }
    case "code":
      return fenced(block.value, block.lang ?? "");
    case "blockquote":
      return indented(discordMarkdown(blocksOf(block)), "> ", "> ");
    case "list":
      return listOf(block);
    case "table":
      return fenced(tableLines(block.children), "");
    default:
      return RULE;
  }
}

function listOf(list: List): string {
  return list.children
    .map((item, at) => {
      const [first, rest] = bulletOf(list, at);
      return indented(blocksOf(item).map(blockOf).join("\n"), escapeBox(first), rest);
    })
    .join("\n");
}

function escapeBox(bullet: string): string {
  return bullet.replace("[", String.raw`\[`);
}

function indented(text: string, first: string, rest: string): string {
  return text
    .split("\n")
    .map((line, at) => `${at === 0 ? first : rest}${line}`.trimEnd())
    .join("\n");
}

/** A fence within would end it: the reader sees the same characters, and one of no width between them. */
function fenced(value: string, language: string): string {
  const code = printable(value).replaceAll("```", "`\u200B`\u200B`");
  const name = /^[\w+#-]{1,20}$/.test(language) ? language : "";
  return `\`\`\`${name}\n${code === "" ? " " : code}\n\`\`\``;
}

function tableLines(rows: readonly TableRow[]): string {
  const cells = rows.map((row) => row.children.map((cell) => plainInline(inlinesOf(cell))));
  const widths: number[] = [];
  for (const row of cells)
    for (const [at, cell] of row.entries())
      widths[at] = Math.min(WIDEST_CELL, Math.max(widths[at] ?? 0, cell.length));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join(" | ")
        .trimEnd(),
    )
    .join("\n");
}

function inlines(nodes: readonly Inline[]): string {
  return nodes.map(inlineOf).join("");
}

function inlineOf(node: Inline): string {
  switch (node.type) {
    case "text":
      return escapeDiscord(node.value);
    case "inlineCode":
      return codeOf(node.value);
    case "break":
      return "\n";
    case "strong":
      return around("**", inlines(inlinesOf(node)));
    case "emphasis":
      return around("*", inlines(inlinesOf(node)));
    case "delete":
      return around("~~", inlines(inlinesOf(node)));
    default:
      return linkOf(node.url, plainInline(inlinesOf(node)));
  }
}

/** Without words the marks themselves would be shown. */
function around(mark: string, words: string): string {
  return words.trim() === "" ? words : `${mark}${words}${mark}`;
}

/** In angle brackets, nothing of an address is fetched. One that is shown as another is shown as both. */
function linkOf(url: string, words: string): string {
  const address = printable(url).replaceAll(/[\s<>\\]/g, encodeURIComponent);
  const isWeb = /^https?:/i.test(address);
  if (words === "" || words === url) return isWeb ? `<${address}>` : escapeDiscord(address);
  const label = escapeDiscord(words).replaceAll("\n", " ");
  if (!isWeb || /https?:|www\./i.test(words) || address.includes(")"))
    return `${label} (${isWeb ? `<${address}>` : escapeDiscord(address)})`;
  return `[${label}](<${address}>)`;
}

function codeOf(value: string): string {
  const code = printable(value).replaceAll("\n", " ");
  if (code.trim() === "") return code;
  if (!code.includes("`")) return `\`${code}\``;
  return code.includes("``") || /^`|`$/.test(code) ? escapeDiscord(code) : `\`\`${code}\`\``;
}

/** Characters that mean something anywhere in a line; `<` begins names, times, emoji and commands. */
export function escapeDiscord(text: string): string {
  return printable(text).replaceAll(/[\\*_~`|<>[\]]/g, String.raw`\$&`);
}

/** Characters that mean something where a line begins. */
function lineStarts(text: string): string {
  return text
    .replaceAll(/^(\s*)([-+#])/gm, String.raw`$1\$2`)
    .replaceAll(/^(\s*\d+)([.)])/gm, String.raw`$1\$2`);
}
