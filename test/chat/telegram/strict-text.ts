// What the Bot API refuses or silently changes in a text with entities, by its documents: the real server is lenient in
// places where words or marks would be lost, so each of these is a complaint.

export interface WireEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface Verdict {
  /** The description of a 400; null: it is taken. */
  readonly refusal: string | null;
  readonly complaints: readonly string[];
}

const STYLES = new Set(["bold", "italic", "underline", "strikethrough", "spoiler"]);
const CODES = new Set(["code", "pre"]);

export function judgeText(text: string | undefined, entities: readonly WireEntity[]): Verdict {
  const complaints: string[] = [];
  if (text === undefined || !/[^\s\u200B-\u200F\u2060-\u206F\uFEFF]/u.test(text))
    return { refusal: "Bad Request: message text is empty", complaints: ["an empty text"] };
  if (text.length > 4096)
    return { refusal: "Bad Request: message is too long", complaints: [`${text.length} units`] };
  if (/^\s|\s$/.test(text)) complaints.push("spaces at an end would be taken away");
  if (!text.isWellFormed()) complaints.push("half a character");
  if (/(?![\n\t])\p{Cc}|[\u2028-\u202E]/u.test(text))
    complaints.push("a character that is removed");
  if (entities.length > 100) complaints.push(`${entities.length} entities`);
  for (const entity of entities) {
    const refused = refusalOf(entity);
    if (refused !== null) return { refusal: refused, complaints: [refused] };
    complaints.push(...placeFaults(text, entity));
  }
  for (const [at, one] of entities.entries())
    for (const other of entities.slice(at + 1)) complaints.push(...pairFaults(one, other));
  return { refusal: null, complaints };
}

function refusalOf({ type, url }: WireEntity): string | null {
  if (!STYLES.has(type) && !CODES.has(type) && type !== "blockquote" && type !== "text_link")
    return `Bad Request: can't parse MessageEntity: unsupported type ${type}`;
  if (type !== "text_link") return null;
  const isTaken =
    url !== undefined &&
    URL.canParse(url) &&
    /^https?:$/.test(new URL(url).protocol) &&
    new URL(url).hostname.includes(".");
  return isTaken ? null : `Bad Request: entity URL '${url ?? ""}' is invalid: Wrong HTTP URL`;
}

function placeFaults(text: string, { type, offset, length }: WireEntity): string[] {
  const end = offset + length;
  if (offset < 0 || length <= 0 || end > text.length) return [`${type} outside of the text`];
  const faults: string[] = [];
  for (const edge of [offset, end])
    if (/[\uD800-\uDBFF]/.test(text[edge - 1] ?? "")) faults.push(`${type} within a character`);
  if (text.slice(offset, end).trim() === "") faults.push(`${type} over nothing`);
  return faults;
}

function pairFaults(one: WireEntity, other: WireEntity): string[] {
  const [oneEnd, otherEnd] = [one.offset + one.length, other.offset + other.length];
  if (one.offset >= otherEnd || other.offset >= oneEnd) return [];
  const isInside =
    (one.offset <= other.offset && otherEnd <= oneEnd) ||
    (other.offset <= one.offset && oneEnd <= otherEnd);
  const pair = `${one.type} and ${other.type}`;
  if (!isInside) return [`${pair} cross`];
  if (CODES.has(one.type) || CODES.has(other.type)) return [`${pair} within each other`];
  return STYLES.has(one.type) || STYLES.has(other.type) ? [] : [`${pair} within each other`];
}
