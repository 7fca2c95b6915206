// In: blocks. Out: the small part of HTML that Matrix' apps show. Whatever the words are, they are escaped: no tag but
// those written here ever stands in it.

import type { List } from "mdast";
import { printable } from "../text/printable.ts";
import { blocksOf, inlinesOf, type Block, type Inline } from "../text/tree.ts";

/** Blocks as HTML for `formatted_body`. */
export function writeHtml(blocks: readonly Block[]): string {
  return blocks.map(blockHtml).join("");
}

/** Words as they are. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return `<p>${inlineHtml(inlinesOf(block))}</p>`;
    case "heading":
      return `<h${block.depth}>${inlineHtml(inlinesOf(block))}</h${block.depth}>`;
    case "code":
      return `<pre><code${languageOf(block.lang)}>${escapeHtml(block.value)}\n</code></pre>`;
    case "blockquote":
      return `<blockquote>${writeHtml(blocksOf(block))}</blockquote>`;
    case "list":
      return listHtml(block);
    case "table": {
      const [head, ...rows] = block.children.map(({ children }) =>
        children.map((cell) => inlineHtml(inlinesOf(cell))),
      );
      const body = rows.map((cells) => rowHtml(cells, "td")).join("");
      return `<table><thead>${rowHtml(head ?? [], "th")}</thead><tbody>${body}</tbody></table>`;
    }
    default:
      return "<hr>";
  }
}

function languageOf(language: string | null | undefined): string {
  return language === null || language === undefined
    ? ""
    : ` class="language-${escapeHtml(language)}"`;
}

function rowHtml(cells: readonly string[], tag: "th" | "td"): string {
  return `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
}

function listHtml({ ordered, start, children }: List): string {
  const items = children.map((item) => {
    const box = typeof item.checked === "boolean" ? (item.checked ? "☑ " : "☐ ") : "";
    return `<li>${box}${itemHtml(blocksOf(item))}</li>`;
  });
  if (ordered !== true) return `<ul>${items.join("")}</ul>`;
  return `<ol start="${start ?? 1}">${items.join("")}</ol>`;
}

/** One paragraph alone needs no space around it. */
function itemHtml(blocks: readonly Block[]): string {
  const [first, ...rest] = blocks;
  if (first?.type !== "paragraph") return writeHtml(blocks);
  return `${inlineHtml(inlinesOf(first))}${writeHtml(rest)}`;
}

function inlineHtml(nodes: readonly Inline[]): string {
  return nodes.map(nodeHtml).join("");
}

function nodeHtml(node: Inline): string {
  switch (node.type) {
    case "text":
      return escapeHtml(node.value).replaceAll("\n", "<br>");
    case "inlineCode":
      return `<code>${escapeHtml(node.value)}</code>`;
    case "break":
      return "<br>";
    case "strong":
      return `<strong>${inlineHtml(inlinesOf(node))}</strong>`;
    case "emphasis":
      return `<em>${inlineHtml(inlinesOf(node))}</em>`;
    case "delete":
      return `<del>${inlineHtml(inlinesOf(node))}</del>`;
    default:
      return `<a href="${escapeHtml(node.url)}">${inlineHtml(inlinesOf(node))}</a>`;
  }
}
