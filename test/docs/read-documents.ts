// The documents of the project, taken apart: fenced blocks, headings, links.

import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** The root of the checkout. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

/** A fenced block. */
export interface Block {
  readonly document: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** `sh`, `json`, `python`. */
  readonly language: string;
  /** What stands behind the language: `no-run: needs a sender`. */
  readonly mark: string;
  readonly text: string;
}

/** One document. */
export interface Document {
  /** From the root of the checkout. */
  readonly name: string;
  readonly blocks: readonly Block[];
  /** As GitHub makes them from headings. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links outside of blocks. */
  readonly links: readonly string[];
}

const FENCE = /^```(\w*) ?(.*)$/;

/** Every Markdown file of the project. */
export function readDocuments(): Document[] {
  const names = [...globSync("*.md", { cwd: ROOT }), ...globSync("docs/**/*.md", { cwd: ROOT })];
  return names.toSorted().map(readDocument);
}

function readDocument(name: string): Document {
  const lines = readFileSync(path.join(ROOT, name), "utf8").split("\n");
  const blocks: Block[] = [];
  const prose: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = FENCE.exec(lines[at] ?? "");
    if (fence === null) {
      prose.push(lines[at] ?? "");
      continue;
    }
    const end = lines.indexOf("```", at + 1);
    if (end === -1) throw new Error(`${name}:${at + 1}: the block has no end`);
    const [, language = "", mark = ""] = fence;
    const text = lines.slice(at + 1, end).join("\n");
    blocks.push({ document: name, line: at + 1, language, mark, text });
    at = end;
  }
  return { name, blocks, anchors: anchorsOf(prose), links: linksOf(prose) };
}

function anchorsOf(prose: readonly string[]): Set<string> {
  const titles = prose.flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function linksOf(prose: readonly string[]): string[] {
  const text = prose.join("\n").replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll("](", "  "));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? []);
}
