// In: the text of a TOML file. Out: its values, one after the other, read by one pass that never goes back.

import { WakehookError } from "../../core/errors.ts";

/** A table: without a prototype, so that no key of the file is a key of ours. */
export type TomlTable = Record<string, unknown>;

/** Deeper nesting is refused. */
const MAX_DEPTH = 32;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const BLANKS = /[ \t]*/y;
const BETWEEN = /(?:[ \t]|\r?\n|#[^\n]*)*/y;
const LINE_END = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
const LITERAL = /'([^'\n]*)'/y;
const LONG_LITERAL = /'''(?:\r?\n)?([\s\S]*?)'''(?!')/y;
const BASIC = /"((?:[^"\\\n]|\\.)*)"/y;
const LONG_BASIC = /"""(?:\r?\n)?((?:[^"\\]|\\[\s\S]|"(?!""))*)"""/y;
const SCALAR = /[^\s,\]}#]+(?: \d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?/y;
const NUMBER = /^[+-]?(?:\d(?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d+)?$/;
const BASED_NUMBER = /^0(?:x[0-9a-fA-F_]+|o[0-7_]+|b[01_]+)$/;
const DATE = /^(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)/;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[ \t]*\r?\n\s*|([\s\S]))/g;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001B",
  '"': '"',
  "\\": "\\",
};

/** Reads a text from its beginning to its end. Every method throws WakehookError `settings_invalid` that names the line. */
export interface TomlScanner {
  /** Skips blank lines and comments; true where nothing is left. */
  atEnd(): boolean;
  /** Takes a text where it stands next. */
  take(text: string): boolean;
  need(text: string): void;
  /** `a.b."c d"`. */
  key(): string[];
  value(): unknown;
  endLine(): void;
  readonly fail: (words: string) => never;
}

/** Reads a text. */
export function scanToml(text: string): TomlScanner {
  let at = 0;

  function fail(words: string): never {
    const line = text.slice(0, at).split("\n").length;
    throw new WakehookError("settings_invalid", `line ${line}: ${words}`);
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  }

  function take(word: string): boolean {
    match(BLANKS);
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  }

  function need(word: string): void {
    if (!take(word)) fail(`${word} is missing`);
  }

  function key(): string[] {
    const parts: string[] = [];
    do {
      match(BLANKS);
      const part = match(BARE_KEY)?.[0] ?? match(LITERAL)?.[1] ?? basic(match(BASIC)?.[1]);
      parts.push(part ?? fail("a name is missing"));
    } while (take("."));
    return parts;
  }

  function basic(inner: string | undefined): string | undefined {
    return inner?.replaceAll(ESCAPE, (whole, short?: string, long?: string, other?: string) => {
      const code = short ?? long;
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        return point > 0x10ffff ? fail(`${whole} is no character`) : String.fromCodePoint(point);
      }
      if (other === undefined) return "";
      return SHORT_ESCAPES[other] ?? fail(`\\${other} is no escape`);
    });
  }

  function string(): string | undefined {
    return (
      match(LONG_LITERAL)?.[1] ??
      basic(match(LONG_BASIC)?.[1]) ??
      match(LITERAL)?.[1] ??
      basic(match(BASIC)?.[1])
    );
  }

  function value(depth = 0): unknown {
    if (depth > MAX_DEPTH) fail("nested too deep");
    match(BLANKS);
    if (text[at] === "[") return array(depth);
    if (text[at] === "{") return inlineTable(depth);
    return string() ?? scalar();
  }

  function scalar(): unknown {
    const word = match(SCALAR)?.[0] ?? fail("a value is missing");
    if (word === "true" || word === "false") return word === "true";
    if (NUMBER.test(word)) return Number(word.replaceAll("_", ""));
    if (BASED_NUMBER.test(word)) return Number(word.replaceAll("_", ""));
    // As text: nothing here computes with dates.
    return DATE.test(word) ? word : fail("is no value: texts stand in quotes");
  }

  function array(depth: number): unknown[] {
    need("[");
    const items: unknown[] = [];
    for (;;) {
      match(BETWEEN);
      if (take("]")) return items;
      items.push(value(depth + 1));
      match(BETWEEN);
      if (!take(",") && text[at] !== "]") fail(", or ] is missing");
    }
  }

  function inlineTable(depth: number): TomlTable {
    need("{");
    const table = emptyTable();
    for (let isFirst = true; !take("}"); isFirst = false) {
      if (!isFirst) need(",");
      const path = key();
      need("=");
      put(table, path, value(depth + 1), fail);
    }
    return table;
  }

  return {
    atEnd() {
      match(BETWEEN);
      return at >= text.length;
    },
    take,
    need,
    key,
    value: () => value(),
    endLine: () => void (match(LINE_END) ?? fail("something stands behind the value")),
    fail,
  };
}

/** A table without anything. */
export function emptyTable(): TomlTable {
  return Object.create(null) as TomlTable;
}

/** Puts a value at a path; what is there already is not replaced. */
export function put(
  table: TomlTable,
  path: readonly string[],
  value: unknown,
  fail: (words: string) => never,
): void {
  const name = path.at(-1) ?? "";
  const inner = descend(table, path.slice(0, -1), fail);
  if (Object.hasOwn(inner, name)) fail(`${name} is there twice`);
  inner[name] = value;
}

/** The table at a path, made where there is none; of a list of tables the last. */
export function descend(
  table: TomlTable,
  path: readonly string[],
  fail: (words: string) => never,
): TomlTable {
  let inner = table;
  for (const name of path) {
    const found: unknown = (inner[name] ??= emptyTable());
    const last: unknown = Array.isArray(found) ? found.at(-1) : found;
    if (typeof last !== "object" || last === null || Array.isArray(last))
      return fail(`${name} is no table`);
    inner = last as TomlTable;
  }
  return inner;
}
