// Finds where a text stops being JSON. The engine's own message quotes the text around the place,
// which may be a secret, and often names no position.

/** Where a JSON text breaks, counted from 1, and what could have stood there. */
export interface JsonErrorPlace {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
}

/** What may come next: one state per place in the grammar of RFC 8259. */
const EXPECTED = {
  value: "a value",
  first_item: "a value or ]",
  first_key: 'a "name" or }',
  key: 'a "name" (is there a comma too many?)',
  colon: "a colon",
  after: "a comma or the closing bracket",
  end: "the end of the file",
} as const;
type State = keyof typeof EXPECTED;

const SPACE = /[ \t\r\n]*/y;
const PLAIN = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const STRING_START = '"';

/** The first place at which a text that is not JSON breaks. */
export function placeOfJsonError(text: string): JsonErrorPlace {
  const open: Array<"}" | "]"> = [];
  let state: State = "value";
  let at = skip(text, 0, SPACE);
  while (at < text.length) {
    const next = step(text, at, state, open);
    if (next === null) break;
    if ("brokenAt" in next) return place(text, next.brokenAt, next.expected);
    state = next.state;
    at = skip(text, next.at, SPACE);
  }
  return place(text, at, EXPECTED[state]);
}

type Step = { at: number; state: State } | { brokenAt: number; expected: string } | null;

function step(text: string, at: number, state: State, open: Array<"}" | "]">): Step {
  const character = text.charAt(at);
  const top = open.at(-1);
  if (state === "colon") return character === ":" ? { at: at + 1, state: "value" } : null;
  if (state === "end") return null;
  if (closes(character, top, state)) {
    open.pop();
    return { at: at + 1, state: open.length === 0 ? "end" : "after" };
  }
  if (state === "after") {
    return character === "," ? { at: at + 1, state: top === "}" ? "key" : "value" } : null;
  }
  if (character === STRING_START) {
    const end = stringEnd(text, at);
    if (typeof end !== "number") return end;
    if (state === "key" || state === "first_key") return { at: end, state: "colon" };
    return { at: end, state: open.length === 0 ? "end" : "after" };
  }
  if (state === "key" || state === "first_key") return null;
  if (character === "{" || character === "[") {
    open.push(character === "{" ? "}" : "]");
    return { at: at + 1, state: character === "{" ? "first_key" : "first_item" };
  }
  const end = skip(text, at, PLAIN);
  return end === at ? null : { at: end, state: open.length === 0 ? "end" : "after" };
}

function closes(character: string, top: string | undefined, state: State): boolean {
  if (character !== top) return false;
  return state === "after" || state === (top === "}" ? "first_key" : "first_item");
}

// By hand: a pattern over a string of megabytes can overflow the engine's stack.
function stringEnd(text: string, start: number): number | { brokenAt: number; expected: string } {
  for (let at = start + 1; at < text.length;) {
    const character = text.charAt(at);
    if (character === STRING_START) return at + 1;
    if (character === "\\") {
      const end = skip(text, at, ESCAPE);
      if (end === at) return { brokenAt: at, expected: "an escape such as \\n or \\\\" };
      at = end;
    } else if (character < " ") {
      return { brokenAt: at, expected: 'the closing " of the text' };
    } else {
      at += 1;
    }
  }
  return { brokenAt: text.length, expected: 'the closing " of the text' };
}

function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function place(text: string, at: number, expected: string): JsonErrorPlace {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: at - lineStart + 1, expected };
}
