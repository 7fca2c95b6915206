// In: what an agent or wakehook wrote, as Markdown. Out: its blocks, one after the other, in time that grows with its
// length whatever stands in it: an agent may repeat what a stranger made to be slow.

import type { Definition, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { segmentsOf, type Segment } from "./segments.ts";
import { paragraph, type Block, type Inline } from "./tree.ts";

/** The blocks of a text; read only as far as they are asked for. */
export function* readMarkdown(text: string): Generator<Block> {
  for (const segment of segmentsOf(text)) yield* readSegment(segment);
}

function readSegment(segment: Segment): Block[] {
  if (segment.kind === "code")
    return [{ type: "code", lang: segment.language, value: segment.text }];
  if (segment.kind === "plain") return [paragraph(segment.text)];
  const tree = fromMarkdown(segment.text, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const links = new Map(
    tree.children
      .filter((node): node is Definition => node.type === "definition")
      .map((node) => [node.identifier, node.url]),
  );
  return tree.children.flatMap((node) => toBlocks(node, links));
}

type Links = ReadonlyMap<string, string>;

function toBlocks(node: RootContent, links: Links): Block[] {
  switch (node.type) {
    case "paragraph":
    case "heading":
      return [{ ...node, children: toInlines(node.children, links) }];
    case "blockquote":
      return [{ ...node, children: node.children.flatMap((child) => toBlocks(child, links)) }];
    case "list":
      return [
        {
          ...node,
          children: node.children.map((item) => ({
            ...item,
            children: item.children.flatMap((child) => toBlocks(child, links)),
          })),
        },
      ];
    case "table":
      return [
        {
          ...node,
          children: node.children.map((row) => ({
            ...row,
            children: row.children.map((cell) => ({
              ...cell,
              children: toInlines(cell.children, links),
            })),
          })),
        },
      ];
    case "code":
    case "thematicBreak":
      return [node];
    case "html":
      return [paragraph(node.value)];
    case "footnoteDefinition":
      return [
        paragraph(`[^${node.identifier}]:`),
        ...node.children.flatMap((child) => toBlocks(child, links)),
      ];
    default:
      return [];
  }
}

function toInlines(nodes: readonly RootContent[], links: Links): Inline[] {
  return nodes.flatMap((node) => toInline(node, links));
}

function toInline(node: RootContent, links: Links): Inline[] {
  switch (node.type) {
    case "text":
    case "inlineCode":
    case "break":
      return [node];
    case "html":
      return [{ type: "text", value: node.value }];
    case "emphasis":
    case "strong":
    case "delete":
      return [{ ...node, children: toInlines(node.children, links) }];
    case "link":
      return linkTo(node.url, toInlines(node.children, links));
    case "linkReference":
      return linkTo(links.get(node.identifier), toInlines(node.children, links));
    // A picture would be fetched by whoever reads it: its address is shown, and nothing is loaded.
    case "image":
      return linkTo(node.url, [{ type: "text", value: node.alt ?? "picture" }]);
    case "imageReference":
      return linkTo(links.get(node.identifier), [{ type: "text", value: node.alt ?? "picture" }]);
    case "footnoteReference":
      return [{ type: "text", value: `[^${node.identifier}]` }];
    default:
      return [];
  }
}

/** Links that lead to the web or to a mail; any other is words. */
function linkTo(url: string | undefined, children: Inline[]): Inline[] {
  if (url === undefined || !/^(?:https?|mailto):/i.test(url)) return children;
  const words: Inline[] = children.length === 0 ? [{ type: "text", value: url }] : children;
  return [{ type: "link", url, children: words.filter((word) => word.type !== "link") }];
}
