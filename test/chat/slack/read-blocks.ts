// Blocks as Slack reads them: what it would refuse, and what a reader sees. Written from Slack's documents.

export interface Button {
  readonly action_id: string;
  readonly value: string;
  readonly text: { readonly type: string; readonly text: string };
}

interface Node {
  readonly type: string;
  readonly block_id?: string;
  readonly text?: string;
  readonly url?: string;
  readonly style?: unknown;
  readonly indent?: number;
  readonly elements?: readonly Node[];
}

const MOST_BLOCKS = 50;
const MOST_CHARACTERS = 13_000;
const LIST_STYLES = new Set(["bullet", "ordered"]);
const RICH = new Set([
  "rich_text_section",
  "rich_text_quote",
  "rich_text_preformatted",
  "rich_text_list",
]);

/** Why Slack would refuse them; null: it would not. */
export function refusalOf(blocks: readonly Node[]): string | null {
  if (blocks.length > MOST_BLOCKS) return "too many blocks";
  if (JSON.stringify(blocks).length > MOST_CHARACTERS) return "msg_blocks_too_long";
  const names = blocks.flatMap(({ block_id: id }) => (id === undefined ? [] : [id]));
  if (names.some((name) => name.length > 255) || new Set(names).size < names.length)
    return "invalid block_id";
  for (const block of blocks) {
    const refusal = refusalOfBlock(block);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refusalOfBlock({ type, elements = [] }: Node): string | null {
  if (elements.length === 0) return `${type} without elements`;
  if (type === "rich_text") return elements.map(refusalOfRich).find((one) => one !== null) ?? null;
  if (type === "context") return elements.length > 10 ? "too much context" : null;
  if (type !== "actions") return `unknown block ${type}`;
  for (const button of elements as unknown as readonly Button[]) {
    if (button.text.type !== "plain_text" || button.text.text.length > 75) return "a long label";
    if (button.value.length > 2000 || button.action_id.length > 255) return "a long value";
  }
  return elements.length > 25 ? "too many buttons" : null;
}

function refusalOfRich(node: Node): string | null {
  if (!RICH.has(node.type)) return `unknown element ${node.type}`;
  const { elements = [] } = node;
  if (node.type === "rich_text_list") {
    if (!LIST_STYLES.has(String(node.style)) || (node.indent ?? 0) > 8) return "a bad list";
    if (elements.some(({ type }) => type !== "rich_text_section")) return "a bad item";
    return elements.map(refusalOfRich).find((one) => one !== null) ?? null;
  }
  for (const { type, text, url } of elements) {
    // Everything else mentions somebody, or shows what was never asked for.
    if (type !== "text" && type !== "link") return `element ${type}`;
    if (typeof text !== "string" || text === "") return "no text";
    if (!text.isWellFormed()) return "half a character";
    if (/(?![\n\t])[\p{Cc}\u202E]/u.test(text)) return "a control character";
    if (type === "link" && !/^(?:https?:\/\/|mailto:)/i.test(String(url))) return `link ${url}`;
  }
  return elements.length === 0 ? "nothing in it" : null;
}

/** What a reader sees. */
export function shownText(blocks: readonly Node[]): string {
  return blocks
    .filter(({ type }) => type !== "actions")
    .map((block) => (block.elements ?? []).map(textOf).join("\n"))
    .join("\n");
}

function textOf({ text, elements }: Node): string {
  return text ?? (elements ?? []).map(textOf).join("");
}

export function buttonsOf(blocks: readonly Node[]): readonly Button[] {
  return blocks
    .filter(({ type }) => type === "actions")
    .flatMap(({ elements }) => elements as unknown as readonly Button[]);
}

export type { Node as SlackNode };
